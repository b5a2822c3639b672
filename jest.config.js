import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** One Jest configuration for every project: TypeScript through SWC, native ES modules, unbuilt workspace sources. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/out-tsc/'],
  testMatch: ['<rootDir>/**/*.spec.ts'],
  // A handle that a test leaves open must not keep the whole run, in which all tests have ended, from ending as well.
  forceExit: true,
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
};
