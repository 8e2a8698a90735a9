/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements, and values as people read them. Text goes into text nodes only: nothing of a tenant's is markup.
 */
export function element(name, attributes = {}, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on"))
            e.addEventListener(key.slice(2), value);
        else if (value === true)
            e.setAttribute(key, "");
        else if (value !== false && value !== null && value !== undefined)
            e.setAttribute(key, value);
    }
    e.append(...children.flat().filter(child => child !== null && child !== undefined).map(printable));
    return e;
}

/* Characters that move the text around, or that one cannot see, are shown as their numbers. */
function printable(child) {
    if (child instanceof Node)
        return child;
    return String(child).replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, c =>
        c === "\n" ? c : `\\u{${c.codePointAt(0).toString(16)}}`);
}

const units = ["", "K", "M", "G", "T", "P"];

export function bytes(n) {
    let unit = 0;
    while (n >= 1024 && unit < units.length - 1) {
        n /= 1024;
        unit++;
    }
    return `${n >= 10 || unit === 0 ? Math.round(n) : n.toFixed(1)}${units[unit]}`;
}

/* Thousandths of a processor. */
export function processors(n) {
    return `${(n / 10).toFixed(n < 100 ? 1 : 0)} %`;
}

/* Hundredths of a percent: what pressure is counted in. */
export function pressure(n) {
    return n === null ? "-" : `${Math.round(n / 100)} %`;
}

/* now, limit: numbers, null for unknown and for none; say: makes text of one; hit: the limit was hit just now. */
export function use(now, limit, say, hit) {
    if (now === null || now === undefined)
        return element("span", { class: "dim" }, "-");
    const text = limit === null ? say(now) : `${say(now)} of ${say(limit)}`;
    if (limit === null)
        return element("span", {}, text);
    const inner = element("span"), part = limit ? Math.min(100, 100 * now / limit) : 100;
    inner.style.width = `${part.toFixed(1)}%`;
    return element("span", { class: hit ? "hit" : null }, text, hit ? " (limit hit)" : "",
        element("span", { class: "bar", "aria-hidden": "true" }, inner));
}

/* A row of a table: its cells, each with the title of its column, which a narrow page shows beside it. */
export function cells(titles, contents) {
    return contents.map((content, i) => {
        const cell = content instanceof HTMLTableCellElement ? content : element("td", {}, content);
        cell.dataset.title = titles[i];
        return cell;
    });
}

/* titles: text; rows: arrays of text and elements. */
export function table(label, titles, rows) {
    return element("div", { class: "scroll" }, element("table", { "aria-label": label },
        element("thead", {}, element("tr", {}, titles.map(title => element("th", { scope: "col" }, title)))),
        element("tbody", {}, rows.map(row => element("tr", {}, cells(titles, row))))));
}

/*
 * Asks for values: fields are {name, label, input}; done(values) may fail with an Error, which is shown. The
 * promise is kept with true where it was done.
 */
export function question(title, words, fields, verb, done, danger = false) {
    return new Promise(resolve => {
        const said = element("p", { class: "hit", role: "alert", hidden: true });
        const go = element("button", { class: danger ? "danger" : "main", type: "submit" }, verb);
        const form = element("form", { method: "dialog" },
            element("h2", {}, title), words ? element("p", {}, words) : null,
            fields.map(field => element("label", {}, field.label, field.input)), said,
            element("div", { class: "tools" },
                element("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), go));
        const dialog = element("dialog", { "aria-label": title }, form);
        let result = false;
        form.addEventListener("submit", async event => {
            event.preventDefault();
            go.disabled = true;
            try {
                await done(Object.fromEntries(fields.map(field => [field.name, field.input.value.trim()])));
                result = true;
                dialog.close();
            } catch (error) {
                said.textContent = error.message;
                said.hidden = false;
            }
            go.disabled = false;
        });
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(result);
        });
        document.body.append(dialog);
        dialog.showModal();
    });
}
