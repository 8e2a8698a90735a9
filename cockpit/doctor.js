/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel doctor says of this host.
 */
import { report } from "./calls.js";
import { element, table } from "./view.js";

const look_of = { PASS: "good", WARN: "warn", FAIL: "hit", ERROR: "hit" };

export async function doctor(desk, page) {
    const wait = element("p", { role: "status" }, "hostel doctor looks at this host...");
    page.append(wait);
    const said = await report(["doctor"]);
    const areas = new Map();
    for (const check of said.checks)
        areas.set(check.area, [...(areas.get(check.area) || []), check]);
    wait.replaceWith(...[...areas].flatMap(([area, checks]) => [element("h2", {}, area),
        table(area, ["Result", "Check", "What was seen"], checks.map(check => {
            const bad = ["WARN", "FAIL", "ERROR"].includes(check.state);
            return [element("td", { class: look_of[check.state] || "dim" }, check.state),
                element("td", {}, check.title),
                element("td", { class: "words" }, check.detail,
                    check.items.length
                        ? element("details", {}, element("summary", {}, `${check.items.length} in all`),
                            element("ul", {}, check.items.map(item => element("li", {}, item.text)))) : null,
                    bad ? element("p", {}, "→ ", check.remedy) : null)];
        }))]));
}
