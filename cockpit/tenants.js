/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tenants, with what each uses beside its limits; and new ones.
 */
import { ask } from "./calls.js";
import { bytes, cells, element, processors, question, use } from "./view.js";

const REFRESH = 15000; /* milliseconds: tenants that others add are seen */
const nobody = { sessions: 0, cpu: null, memory: null, pids: null, hits: 0, hit: [] };

/* key: what a row is sorted by; cells are in the same order. */
const columns = [
    { head: "Tenant", key: t => t.name },
    { head: "Plan", key: t => t.plan },
    { head: "State", key: t => t.state },
    { head: "Sessions", key: t => -t.use.sessions },
    { head: "Processor", key: t => -(t.use.cpu || 0) },
    { head: "Memory", key: t => -(t.use.memory || 0) },
    { head: "Processes", key: t => -(t.use.pids || 0) },
    { head: "Limits hit", key: t => -t.use.hits },
];

const titles = columns.map(column => column.head);

function compare(a, b, key) {
    const x = key(a), y = key(b);
    return x < y ? -1 : x > y ? 1 : a.name < b.name ? -1 : 1;
}

function contents(t) {
    const u = t.use, hit = what => u.hit.includes(what);
    return [
        element("td", {}, element("a", { href: `#/tenant/${encodeURIComponent(t.name)}` }, t.name)),
        element("td", {}, t.plan || "-"),
        element("td", { class: t.state === "active" ? null : "warn" }, t.state),
        element("td", { class: "number" }, String(u.sessions)),
        element("td", { class: "number of" }, use(u.cpu, u.cpu_max, processors, hit("cpu"))),
        element("td", { class: "number of" }, use(u.memory, u.memory_max, bytes, hit("memory"))),
        element("td", { class: "number of" }, use(u.pids, u.pids_max, String, hit("pids"))),
        element("td", { class: u.hits ? "number hit" : "number" }, String(u.hits)),
    ];
}

async function add(desk) {
    const plans = await ask(["plan", "list"]);
    const name = element("input", { required: true, autocomplete: "off", spellcheck: "false", maxlength: 32 });
    const plan = element("select", {}, plans.map(p => element("option", { value: p.name }, p.name)));
    const key = element("textarea", { rows: 3, spellcheck: "false", placeholder: "ssh-ed25519 AAAA..." });
    let made = null;
    await question("Add a tenant", "An account with a locked room of its own.", [
        { name: "name", label: "Name", input: name }, { name: "plan", label: "Plan", input: plan },
        { name: "key", label: "Public key for ssh (may be empty)", input: key }], "Add", async values => {
        const words = ["tenant", "add", "--plan", values.plan];
        if (values.key)
            words.push("--key", "-");
        const done = await ask([...words, "--", values.name], values.key ? `${values.key}\n` : undefined);
        if (!done.changed)
            throw new Error(`${values.name} is a tenant already.`);
        made = values.name;
    });
    if (made)
        desk.say(`${made} can log in now.`);
    return made;
}

export async function tenants(desk, page) {
    let list = await ask(["tenant", "list"]), sorted = columns[4], filter = "";
    const rows = new Map(), body = element("tbody");
    const count = element("span", { class: "dim", role: "status" });
    const draw = () => {
        const used = new Map((desk.look ? desk.look.tenants : []).map(t => [t.tenant, t]));
        const shown = list.map(t => ({ ...t, use: used.get(t.name) || nobody })).filter(t => t.name.includes(filter));
        shown.sort((a, b) => compare(a, b, sorted.key));
        body.replaceChildren(...shown.map(t => {
            const row = rows.get(t.name) || element("tr");
            rows.set(t.name, row);
            /* Who is in the middle of a row with the keyboard stays there. */
            if (!row.contains(document.activeElement))
                row.replaceChildren(...cells(titles, contents(t)));
            return row;
        }));
        count.textContent = shown.length === list.length ? `${list.length} tenants` : `${shown.length} of ${list.length}`;
    };
    const refresh = async () => {
        list = await ask(["tenant", "list"]);
        draw();
    };
    const sort = column => {
        sorted = column;
        columns.forEach((one, i) => heads[i].setAttribute("aria-sort", one === sorted ? "ascending" : "none"));
        draw();
    };
    const heads = columns.map(column => element("th", { scope: "col", "aria-sort": column === sorted ? "ascending" : "none" },
        element("button", { type: "button", onclick: () => sort(column) }, column.head)));
    page.append(
        element("div", { class: "tools" },
            element("label", {}, "Filter", element("input", { type: "search", oninput: event => {
                filter = event.target.value;
                draw();
            } })),
            element("button", { class: "main", type: "button", onclick: async () => {
                try {
                    if (await add(desk))
                        await refresh();
                } catch (error) {
                    desk.say(error.message, true);
                }
            } }, "Add a tenant"), count),
        element("div", { class: "scroll" }, element("table", { "aria-label": "Tenants" },
            element("thead", {}, element("tr", {}, heads)), body)));
    draw();
    desk.draw = draw;
    const timer = setInterval(() => {
        if (desk.draw !== draw)
            clearInterval(timer);
        else
            refresh().catch(error => desk.say(error.message, true));
    }, REFRESH);
}
