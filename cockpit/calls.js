/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel(8) is asked, as the administrator who is logged in to Cockpit.
 */
const cockpit = window.cockpit;

/* hostel's own words: with --json the last line of standard error is an object (hostel(8), EXIT STATUS). */
function why(problem, said) {
    for (const line of (said || "").trim().split("\n").reverse()) {
        try {
            const object = JSON.parse(line);
            if (object.type === "exit_error")
                return object.message;
        } catch {
            /* a line of text */
        }
    }
    if (problem.problem === "access-denied" || problem.problem === "authentication-failed")
        return "Administrative access is needed: turn it on at the top of Cockpit's window.";
    if (problem.problem === "not-found")
        return "hostel is not installed on this host.";
    return (said || "").trim() || problem.message;
}

function spawn(words, options = {}) {
    return cockpit.spawn(["hostel", ...words], { superuser: "require", err: "out", ...options });
}

/* What the command printed, as objects; the promise fails with an Error in hostel's words. */
export async function ask(words, input) {
    let said = "";
    const call = cockpit.spawn(["hostel", "--json", ...words], { superuser: "require", err: "message" });
    if (input !== undefined)
        call.input(input);
    try {
        said = await call;
    } catch (problem) {
        /* doctor prints its report, and says by its status what it found */
        const text = typeof problem.toString === "function" ? problem.message : "";
        throw Object.assign(new Error(why(problem, text)), { status: problem.exit_status });
    }
    return JSON.parse(said);
}

/* For commands whose status is not a failure: what was printed, whatever it was. */
export function report(words) {
    return new Promise((resolve, reject) => {
        let said = "";
        const call = spawn(["--json", ...words], { err: "ignore" });
        call.stream(text => { said += text; });
        const end = problem => {
            try {
                resolve(JSON.parse(said));
            } catch {
                reject(new Error(why(problem || {}, said)));
            }
        };
        call.then(() => end(null), end);
    });
}

/* hostel top: an object for each look, until the function that is returned is called. */
export function watch(seconds, look, failed) {
    let rest = "", call = null, timer = null, over = false;
    const start = () => {
        call = spawn(["top", "--json", "--delay", String(seconds), "--count", "1000000"], { err: "message" });
        call.stream(text => {
            const lines = (rest + text).split("\n");
            rest = lines.pop();
            for (const line of lines)
                look(JSON.parse(line));
        });
        const again = problem => {
            rest = "";
            if (over)
                return;
            if (problem)
                failed(new Error(why(problem, problem.message)));
            timer = setTimeout(start, 5000);
        };
        call.then(() => again(null), again);
    };
    start();
    return () => {
        over = true;
        clearTimeout(timer);
        call.close("terminated");
    };
}
