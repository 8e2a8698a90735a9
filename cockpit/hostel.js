/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page "Tenants" of Cockpit: all of them with what they use, one with its limits and events, and what doctor
 * says. It knows nothing that hostel(8) does not print, and does nothing that hostel(8) does not do.
 */
import { watch } from "./calls.js";
import { doctor } from "./doctor.js";
import { element, pressure } from "./view.js";
import { tenant } from "./tenant.js";
import { tenants } from "./tenants.js";

const cockpit = window.cockpit;
const SECONDS = 2; /* from one look of hostel top to the next */

/* What all pages share: the last look, and who wants to hear of the next. */
const desk = {
    look: null,
    draw: null, /* of the page that is shown */
    say(text, bad = false) {
        const notice = document.getElementById("notice");
        notice.hidden = !text;
        notice.className = bad ? "bad" : "";
        notice.textContent = text;
    },
};

function drawHost(look) {
    const in_ = look.tenants.filter(t => t.sessions > 0);
    const pairs = [["in", in_.length], ["sessions", in_.reduce((n, t) => n + t.sessions, 0)],
        ["waiting for cpu", pressure(look.pressure.cpu)], ["memory", pressure(look.pressure.memory)],
        ["io", pressure(look.pressure.io)]];
    document.getElementById("host").replaceChildren(...pairs.map(([key, value]) =>
        element("div", {}, element("dt", {}, key), element("dd", {}, String(value)))));
}

async function show() {
    const path = cockpit.location.path, page = document.getElementById("page");
    desk.draw = null;
    desk.say("");
    page.replaceChildren();
    try {
        if (path[0] === "doctor")
            await doctor(desk, page);
        else if (path[0] === "tenant" && path[1])
            await tenant(desk, page, path[1]);
        else
            await tenants(desk, page);
    } catch (error) {
        desk.say(error.message, true);
    }
}

/* Cockpit's own setting, which its shell keeps there. */
function light_or_dark() {
    const style = localStorage.getItem("shell:style") || "auto";
    const dark = style === "dark" || (style === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.classList.toggle("dark", dark);
}

light_or_dark();
window.addEventListener("storage", light_or_dark);
window.addEventListener("cockpit-style", light_or_dark);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", light_or_dark);
watch(SECONDS, look => {
    desk.look = look;
    drawHost(look);
    if (desk.draw)
        desk.draw();
}, error => desk.say(error.message, true));
cockpit.addEventListener("locationchanged", show);
show();
