// Runs a test program that was built for wasm32-wasip1, under Node: cargo's runner for that target.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { WASI } from 'node:wasi';

const wasi = new WASI({ version: 'preview1', args: process.argv.slice(2), env: process.env, returnOnExit: true });
// Each call goes through JavaScript: Node's shortcut past it ends in a segmentation fault (nodejs/node#53087).
const imports = Object.fromEntries(Object.entries(wasi.wasiImport).map(([name, call]) => [name, (...args) => call(...args)]));
const program = await WebAssembly.compile(await readFile(process.argv[2]));
process.exitCode = wasi.start(await WebAssembly.instantiate(program, { wasi_snapshot_preview1: imports }));
