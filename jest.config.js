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
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
};
