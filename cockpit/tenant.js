/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One tenant: what it uses, its limits and where they come from, what it ran into, and what can be done.
 */
import { ask } from "./calls.js";
import { bytes, element, processors, question, table, use } from "./view.js";

const EVENTS = 50; /* the last ones */

function used(t, look) {
    const u = look && look.tenants.find(row => row.tenant === t.name);
    if (!u)
        return element("p", { class: "dim" }, "Nobody is in.");
    const hit = what => u.hit.includes(what);
    return table("Use", ["Sessions", "Processor", "Memory", "Swap", "Processes", "Read", "Written", "Received", "Sent"],
        [[String(u.sessions), use(u.cpu, u.cpu_max, processors, hit("cpu")),
            use(u.memory, u.memory_max, bytes, hit("memory")), use(u.swap, null, bytes),
            use(u.pids, u.pids_max, String, hit("pids")),
            ...["read", "written", "received", "sent"].map(key => use(u[key], null, n => `${bytes(n)}/s`))]
            .map(cell => element("td", { class: "number" }, cell))]);
}

/* What somebody has chosen; --json has the defaults as well. */
function limits(policy) {
    const sections = ["resources", "ulimits", "filesystem", "network", "session"];
    const rows = policy.filter(key => sections.includes(key.section) &&
        (key.section === "resources" || key.origin !== "default"));
    return table("Limits", ["Section", "Key", "Value", "From"], rows.map(key => [key.section, key.key,
        element("td", { class: "words" }, key.value === "" ? "-" : key.value),
        key.line ? `${key.origin}, line ${key.line}` : key.origin]));
}

function happened(events) {
    if (!events.length)
        return element("p", { class: "dim" }, "Nothing since the host was started.");
    return table("Events", ["Time", "What", "Count", "Limit", "Detail"], events.slice(-EVENTS).reverse().map(e => [
        new Date(e.time * 1000).toLocaleString(), e.event, String(e.count), e.limit || "-",
        element("td", { class: "words" }, e.detail || e.reason || "")]));
}

function set_plan(name, now, plans) {
    const plan = element("select", {}, plans.map(p =>
        element("option", { value: p.name, selected: p.name === now }, p.name)));
    return question(`Change the plan of ${name}`, "A room that is alive gets the changed limits at once.",
        [{ name: "plan", label: "Plan", input: plan }], "Change",
        values => ask(["tenant", "set", "--", name, `plan=${values.plan}`]));
}

function suspend(name) {
    const reason = element("input", { autocomplete: "off" });
    return question(`Suspend ${name}`, `Sessions of ${name} end now, and ${name} cannot log in until resumed. ` +
        "The reason is what the tenant is told.", [{ name: "why", label: "Reason", input: reason }], `Suspend ${name}`,
        values => ask(["tenant", "suspend", ...(values.why ? ["--why", values.why] : []), "--", name]), true);
}

export async function tenant(desk, page, name) {
    const [list, policy, events, plans] = await Promise.all([ask(["tenant", "list"]), ask(["show", "--", name]),
        ask(["events", "--", name]), ask(["plan", "list"])]);
    const t = list.find(one => one.name === name);
    if (!t)
        throw new Error(`There is no tenant ${name}.`);
    const again = async () => {
        page.replaceChildren();
        await tenant(desk, page, name);
    };
    const deed = (text, asks, said, danger) => element("button", { type: "button", class: danger ? "danger" : null,
        onclick: async () => {
            try {
                if (await asks()) {
                    await again();
                    desk.say(said);
                }
            } catch (error) {
                desk.say(error.message, true);
            }
        } }, text);
    const suspended = t.state === "suspended";
    const now = element("div");
    const reason = policy.find(key => key.key === "suspended_reason");
    page.append(
        element("h2", {}, name, " ", element("span", { class: suspended ? "warn" : "good" }, t.state),
            suspended && reason && reason.value ? `: ${reason.value}` : ""),
        element("p", { class: "dim" }, `Plan ${t.plan || "-"}, uid ${t.uid}, home ${t.home}` +
            (t.owner ? `, of ${t.owner}` : "")),
        element("div", { class: "tools" },
            deed("Change plan", () => set_plan(name, t.plan, plans), "The plan is changed."),
            suspended
                ? deed("Resume", async () => { await ask(["tenant", "resume", "--", name]); return true; },
                    `${name} can log in again.`)
                : deed("Suspend", () => suspend(name), `${name} is suspended.`, true),
            deed("End sessions", () => question(`End the sessions of ${name}`,
                `All processes of ${name} are ended. ${name} can log in again at once.`, [], `End sessions of ${name}`,
                () => ask(["kill", "--", name]).catch(error => {
                    if (error.status !== 3) /* nobody was in */
                        throw error;
                }), true), `The sessions of ${name} have ended.`, true)),
        now,
        element("h2", {}, "Limits"), limits(policy),
        element("h2", {}, "What happened"), happened(events));
    desk.draw = () => now.replaceChildren(used(t, desk.look));
    desk.draw();
}
