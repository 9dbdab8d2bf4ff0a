// Writes src/api/types.ts from the broker's OpenAPI document; with --check, only looks
// whether it is up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const root = new URL('../../', import.meta.url);
const target = new URL('../src/api/types.ts', import.meta.url);
const python = process.env.DATAWISP_PYTHON ?? 'python';

const openapi = execFileSync(python, ['labextension/scripts/openapi.py'], {
  cwd: fileURLToPath(root),
  env: { ...process.env, PYTHONPATH: fileURLToPath(root) },
  maxBuffer: 2 ** 26,
});
const types =
  '// Made by `yarn types` from the OpenAPI document of the broker. Do not edit.\n\n' +
  astToString(await openapiTS(JSON.parse(openapi), { alphabetize: true }));

if (!process.argv.includes('--check')) {
  writeFileSync(target, types);
} else if (readFileSync(target, 'utf8') !== types) {
  console.error('src/api/types.ts is stale: run `yarn types`.');
  process.exit(1);
}
