#!/usr/bin/env node
// Old syntax on purpose (no `?.`, `??`, top-level await or `node:` prefix): any Node must be able to load this file, so
// that an old one gets a clear sentence and not a SyntaxError.
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as module from 'module';
import * as path from 'path';
import * as url from 'url';
import * as v8 from 'v8';

const NEEDED_MAJOR = 24;
const SECOND_START = 'SFC_NODE_SECOND_START';
const self = fs.realpathSync(url.fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(self));

if (parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  runHere();
} else {
  runOnBundledNode();
}

function runHere() {
  delete process.env[SECOND_START];
  silenceExperimentalWarnings();
  keepMemorySmall();
  const source = path.join(root, 'src', 'cli', 'main.ts');
  const built = path.join(root, 'dist', 'cli', 'main.js');
  import(url.pathToFileURL(fs.existsSync(source) ? source : built).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

/**
 * Lets V8 collect before the heap has grown by more than a third (`npm start` bounds the young generation, too, which no running
 * process can). And every thread that strips types pays for the stripper, unless what it gave the last time is kept: in Node's
 * own compile cache.
 */
function keepMemorySmall() {
  v8.setFlagsFromString('--heap-growing-percent=30');
  const kept = module.enableCompileCache();
  if (kept.directory) process.env.NODE_COMPILE_CACHE = kept.directory;
}

/** node:sqlite and type stripping announce themselves as experimental on some 24.x; users can do nothing about it. */
function silenceExperimentalWarnings() {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = rest[0] && typeof rest[0] === 'object' ? rest[0].type : rest[0];
    if (type === 'ExperimentalWarning' || warning.name === 'ExperimentalWarning') return;
    emitWarning.call(process, warning, ...rest);
  };
}

function runOnBundledNode() {
  const node = process.env[SECOND_START] ? undefined : findBundledNode();
  if (!node) {
    console.error(
      `sfc needs Node 24, found ${process.version}: run npm ci (it brings Node 24 along) or install Node 24`,
    );
    process.exit(1);
  }
  const env = Object.assign({}, process.env, { [SECOND_START]: '1' });
  const child = childProcess.spawn(node, [self].concat(process.argv.slice(2)), { stdio: 'inherit', env });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => {
    process.on(signal, () => {
      // A terminal sends these to the child as well; a second one would read as "do not wait for a clean end".
      if (signal !== 'SIGTERM' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  });
  child.on('error', (error) => {
    console.error(`sfc could not start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code === null ? 1 : code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Node 24 as npm ci installs it: in this package's own node_modules, or in those that hold this package. */
function findBundledNode() {
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = [path.join(root, 'node_modules'), path.dirname(root)];
  const places = folders
    .map((folder) => path.join(folder, 'node', 'bin', exe))
    .concat(folders.map((folder) => path.join(folder, '.bin', exe)));
  return places.find((place) => fs.existsSync(place));
}
