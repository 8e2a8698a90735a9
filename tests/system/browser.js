// SPDX-License-Identifier: GPL-2.0-or-later
// browser.js: Playwright drives Chromium, headless, on a page that is served here: a click, and what a screenshot
// shows before and after it. Prints the page's words and the colours in the middle of the two pictures.
'use strict';
const http = require('http');
const {chromium} = require('playwright-core');

const PAGE = `<!doctype html><title>room</title><body style="margin:0;height:100vh;background:#fff">
<button onclick="fetch('/said').then(r => r.text()).then(t => { said.textContent = t; document.body.style.background = '#00f'; })">go</button>
<p id=said></p>`;

// The picture is decoded by the browser that made it.
const COLOUR = async (data) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + data;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(image.width >> 1, image.height >> 1, 1, 1).data.slice(0, 3)].join();
};

async function main() {
  const server = http.createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(request.url === '/said' ? 'clicked' : PAGE);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  // A room has no user namespaces for the browser's own sandbox: hostel-clients(7).
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', chromiumSandbox: false, timeout: 240000});
  const page = await browser.newPage({viewport: {width: 300, height: 200}});
  page.setDefaultTimeout(240000);
  const colour = async () => page.evaluate(COLOUR, (await page.screenshot()).toString('base64'));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const before = await colour();
  await page.click('button');
  await page.waitForFunction(() => document.getElementById('said').textContent);
  console.log(await page.title(), await page.textContent('#said'), before, await colour());
  await browser.close();
  server.close();
}
main().catch(problem => { console.log(String(problem)); process.exit(1); });
