/**
 * Completes the licences of what the build contains.
 *
 * The builder looks for a licence beside the nearest package.json, and some packages have
 * theirs one folder higher.  A package without a text stops the build.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = `${root}../datawisp_jupyter/labextension/static/third-party-licenses.json`;

/** What a package has built into itself, besides its own code. */
const WITHIN = { 'ag-grid-community': ['ag-stack'] };

const { packages } = JSON.parse(readFileSync(report, 'utf8'));
const names = new Set(packages.map(one => one.name));
for (const name of [...names].flatMap(one => WITHIN[one] ?? [])) {
  if (!names.has(name)) {
    packages.push({ name, versionInfo: '', licenseId: '', extractedText: '' });
  }
}
for (const one of packages) {
  const folder = `${root}node_modules/${one.name}/`;
  const found = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  one.versionInfo = found.version;
  one.licenseId ||= found.license ?? '';
  const file = ['LICENSE', 'LICENSE.txt', 'LICENSE.md']
    .map(name => folder + name)
    .find(existsSync);
  one.extractedText ||= file === undefined ? '' : readFileSync(file, 'utf8');
  if (one.extractedText === '') {
    throw new Error(`The licence of ${one.name} was not found.`);
  }
}
writeFileSync(report, JSON.stringify({ packages }, null, 2));
