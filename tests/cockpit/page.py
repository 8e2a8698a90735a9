#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The page "Tenants" in headless Chromium, as an administrator uses it.

page.py URL DIRECTORY        URL: cockpit-ws; pictures are put into DIRECTORY. Prints rows of TAP.
"""
import os
import subprocess
import sys
import time

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

URL, PICTURES = sys.argv[1:3]
PATIENCE = 180 * int(os.environ.get('SLOW', '1'))  # seconds for what is to be seen

# In the page: whose text has less contrast than WCAG 2.1, 1.4.3 asks for; what is wider than its place; whose text
# stands in another's. Each a list of texts.
JUDGE = r'''
const rgb = text => text.match(/[\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = e => {
    for (; e; e = e.parentElement) {
        const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] > 0)
            return c;
    }
    return [255, 255, 255];
};
const leaves = [...document.querySelectorAll("body *")].filter(e => e.offsetParent && e.checkVisibility() && e.getClientRects().length &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
const pale = [], boxes = [];
for (const e of leaves) {
    const a = light(rgb(getComputedStyle(e).color)), b = light(ground(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5)
        pale.push(`${e.textContent.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
    for (const n of e.childNodes) {
        if (n.nodeType !== 3 || !n.textContent.trim())
            continue;
        const range = document.createRange();
        range.selectNodeContents(n);
        for (const box of range.getClientRects())
            boxes.push({ text: n.textContent.trim().slice(0, 30), box });
    }
}
const over = [];
boxes.sort((a, b) => a.box.top - b.box.top);
for (let i = 0; i < boxes.length; i++)
    for (let k = i + 1; k < boxes.length && boxes[k].box.top < boxes[i].box.bottom; k++) {
        const a = boxes[i].box, b = boxes[k].box;
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 1.5 && y > 4)
            over.push(`${boxes[i].text} / ${boxes[k].text}`);
    }
const wide = document.documentElement.scrollWidth > window.innerWidth ? [`${document.documentElement.scrollWidth}`] : [];
const cut = [...document.querySelectorAll("td, th, button, h1, h2, p, label")].filter(e => e.offsetParent &&
    getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 30));
return { pale, over, wide, cut };
'''

failed = 0


def row(name, good, seen=''):
    global failed
    failed += not good
    print(('' if good else 'not ') + f'ok - {name}', flush=True)
    if not good:
        for line in str(seen).splitlines()[:40]:
            print('#  ', line, flush=True)


def until(what, patience=PATIENCE):
    """Its first true value; else its last."""
    end, value = time.monotonic() + patience, None
    while time.monotonic() < end:
        try:
            value = what()
        except (NoSuchElementException, StaleElementReferenceException):
            value = None
        if value:
            break
        time.sleep(0.1)
    return value


def start():
    options = webdriver.ChromeOptions()
    options.binary_location = '/usr/bin/chromium'
    for word in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
                 '--disable-background-networking', '--disable-component-update', '--disable-sync', '--window-size=1280,900',
                 '--user-data-dir=/tmp/chromium'):
        options.add_argument(word)
    return webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)


browser = start()


def text():
    return browser.find_element(By.TAG_NAME, 'body').text


def shows(*words):
    return until(lambda: all(word in text() for word in words))


def button(name):
    return browser.find_element(By.XPATH, f'//button[normalize-space()="{name}"]')


def press(name):
    until(lambda: button(name)).click()


def line_of(tenant):
    return browser.find_element(By.XPATH, f'//tr[td/a[normalize-space()="{tenant}"]]')


def field(label):
    place = f'//label[contains(., "{label}")]/*[self::input or self::select or self::textarea]'
    return until(lambda: browser.find_element(By.XPATH, place))


def picture(name):
    browser.save_screenshot(os.path.join(PICTURES, f'{name}.png'))


def judge(name):
    """Light, dark, narrow, printed: nothing pale, cut or on top of another; each with its picture."""
    for look, width, style, media in (('light', 1280, 'light', 'screen'), ('dark', 1280, 'dark', 'screen'),
                                      ('narrow', 375, 'light', 'screen'), ('printed', 800, 'dark', 'print')):
        browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                {'width': width, 'height': 900, 'deviceScaleFactor': 1, 'mobile': width < 500})
        browser.execute_cdp_cmd('Emulation.setEmulatedMedia',
                                {'media': media, 'features': [{'name': 'prefers-color-scheme', 'value': style}]})
        choose(style)
        for kind, what in browser.execute_script(JUDGE).items():
            row(f'{name}, {look}: nothing is {kind}', not what, '\n'.join(what))
        picture(f'{name}-{look}')
    browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': '', 'features': []})
    choose('light')


def choose(style):
    """As Cockpit's shell has it; a page of a file has no place for it."""
    if browser.current_url.startswith('http'):
        browser.execute_script('localStorage.setItem("shell:style", arguments[0]); dispatchEvent(new Event("cockpit-style"))', style)


def ssh(user, command, *options):
    return subprocess.Popen(['timeout', '3000', 'ssh', '-F', '/root/.ssh/config', *options, '-l', user, 'host', command],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def log_in(user, what, *words):
    browser.get(URL + '/cockpit/@localhost/hostel/index.html')
    until(lambda: browser.find_element(By.ID, 'login-user-input').is_displayed())
    browser.find_element(By.ID, 'login-user-input').send_keys(user)
    browser.find_element(By.ID, 'login-password-input').send_keys('of-this-copy')
    browser.find_element(By.ID, 'login-button').click()
    row(f'{user} {what}', shows(*words), text())


def log_out():
    browser.delete_all_cookies()
    browser.get('about:blank')


def no_tenant():
    log_in('alice', 'is a tenant: refused', 'cannot be used')
    log_out()


def no_administrator():
    log_in('carol', 'is no administrator: a sentence', 'Administrative access is needed')
    row('and no tenant is shown', 'alice' not in text(), text())
    log_out()


def add_and_watch():
    press('Add a tenant')
    field('Name').send_keys('no such name!')
    press('Add')
    row('a bad name: hostel says why', shows('no such name!'), text())
    field('Name').clear()
    field('Name').send_keys('erna')
    Select(field('Plan')).select_by_value('small')
    with open('/root/erna.pub', encoding='ascii') as key:
        field('Public key').send_keys(key.read().strip())
    press('Add')
    row('a tenant is added', shows('erna can log in now', '3 tenants'), text())
    row('and has the plan', 'small' in line_of('erna').text, line_of('erna').text)
    session = ssh('erna', 'exec sleep 600', '-i', '/root/erna')
    cell = lambda: [td.text for td in line_of('erna').find_elements(By.TAG_NAME, 'td')]
    row('the tenant logs in with the key: it is seen', until(lambda: cell()[3] == '1'), cell())
    eater = ssh('erna', "python3 -c 'import os\nwhile True:\n if not os.fork():\n  x = b\"x\" * (200 << 20)\n  os._exit(0)\n os.wait()'",
                '-i', '/root/erna')
    row('and at the limit of memory: it is red', until(lambda: 'limit hit' in line_of('erna').text), cell())
    picture('limit-hit')
    judge('tenants')
    eater.terminate()
    return session


def one_tenant(session):
    until(lambda: browser.find_element(By.LINK_TEXT, 'erna').click() or True) # each look replaces all cells
    row('one tenant: limits and where they come from', shows('memory.max', '64M', 'plans/small.ini', 'What happened'), text())
    row('and what happened', shows('oom_kill'), text())
    judge('tenant')
    press('Change plan')
    Select(field('Plan')).select_by_value('basic')
    press('Change')
    row('another plan', shows('The plan is changed.', 'Plan basic'), text())
    row('is in force', 'plan = basic' in open('/etc/hostel/tenants/erna.ini', encoding='utf-8').read())
    press('Suspend')
    field('Reason').send_keys('the bill <b>is</b> open')
    press('Cancel')
    row('nothing is done by a question', session.poll() is None)
    press('Suspend')
    field('Reason').send_keys('the bill <b>is</b> open')
    press('Suspend erna')
    row('a tenant is suspended, and why is said as it was written', shows('erna is suspended.', 'the bill <b>is</b> open'), text())
    row('the session has ended', until(lambda: session.poll() is not None))
    refused = ssh('erna', 'echo in', '-i', '/root/erna', '-o', 'LogLevel=INFO').communicate()[0]
    row('the tenant is refused, and told why', 'the bill' in refused and '\nin' not in refused, refused)
    press('Resume')
    row('and resumed', shows('erna can log in again.'), text())
    let_in = ssh('erna', 'echo in', '-i', '/root/erna').communicate()[0]
    row('can log in', let_in.strip() == 'in', let_in)
    again = ssh('erna', 'echo in; exec sleep 600', '-i', '/root/erna')
    # What the page shows may be the session before this one.
    row('a session', again.stdout.readline().strip() == 'in' and shows('Sessions', 'of 512M'), text())
    press('End sessions')
    press('End sessions of erna')
    row('is ended', shows('The sessions of erna have ended.') and until(lambda: again.poll() is not None), text())


def the_report():
    browser.get('file:///tmp/doctor.html')
    results = lambda: [e for e in browser.find_elements(By.CSS_SELECTOR, '.result') if e.is_displayed()]
    every = len(results())
    row("doctor's page for an auditor", every > 40 and 'Assessment of' in text(), text())
    judge('report')
    browser.find_element(By.CSS_SELECTOR, 'label[for=show-WARN]').click()
    row('its filter, without a script', until(lambda: 0 < len(results()) < every) and not browser.find_elements(By.TAG_NAME, 'script'))


def the_rest():
    browser.get(URL + '/cockpit/@localhost/hostel/index.html#/doctor')
    row("doctor's report", shows('tenants', 'PAM', 'kernel', 'PASS'), text())
    judge('doctor')
    browser.get(URL + '/cockpit/@localhost/hostel/index.html#/tenant/nobody-of-that-name')
    row('a name that is none: a sentence', shows('nobody-of-that-name'), text())
    errors = [entry['message'] for entry in browser.get_log('browser') if entry['level'] == 'SEVERE' and 'hostel/' in entry['message']]
    row('the browser complains of nothing', not errors, '\n'.join(errors))


try:
    no_tenant()
    no_administrator()
    log_in('root', 'is an administrator: the tenants', 'Tenants', 'alice', 'bob')
    the_session = add_and_watch()
    one_tenant(the_session)
    the_rest()
    the_report()
except WebDriverException as problem:
    row('the browser', False, f'{problem.msg}\n{text()}')
    picture('failed')
finally:
    browser.quit()
sys.exit(1 if failed else 0)
