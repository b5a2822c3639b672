import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const floors = [
  { sourceTag: 'floor:core', onlyDependOnLibsWithTags: ['floor:core'], bannedExternalImports: ['@nestjs/*'] },
  {
    sourceTag: 'floor:adapter',
    onlyDependOnLibsWithTags: ['floor:core'],
    bannedExternalImports: ['@nestjs/*'],
  },
  {
    sourceTag: 'floor:engine',
    onlyDependOnLibsWithTags: ['floor:core', 'floor:adapter'],
    bannedExternalImports: ['@nestjs/*'],
  },
  { sourceTag: 'floor:nest', onlyDependOnLibsWithTags: ['floor:core', 'floor:adapter', 'floor:engine'] },
  {
    sourceTag: 'floor:app',
    onlyDependOnLibsWithTags: ['floor:core', 'floor:adapter', 'floor:engine', 'floor:nest'],
  },
];

const coreLibraries = ['timeseries', 'features', 'anomaly-detection', 'forecasting', 'lexicon', 'promql'];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/test-output', '**/.nx', '**/node_modules'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: true, depConstraints: floors },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Nx does not see Node's own modules, so the core floor needs this rule beside the boundaries.
    files: coreLibraries.map((name) => `libs/${name}/src/**/*.ts`),
    ignores: ['**/*.spec.ts', '**/*.bench.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'The core floor is pure: no Node modules.' }] },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'fetch',
        'setTimeout',
        'setInterval',
        'console',
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'The core floor has no clock: take the time as an argument.',
        },
        { object: 'Math', property: 'random', message: 'The core floor is deterministic: take a seed.' },
      ],
    },
  },
  {
    // End-to-end tests read JSON that their assertions, and the API's own description, check as they go.
    files: ['**/*.e2e.ts', 'apps/api/src/testing/**'],
    rules: Object.fromEntries(
      [
        'no-explicit-any',
        'no-unsafe-argument',
        'no-unsafe-assignment',
        'no-unsafe-call',
        'no-unsafe-member-access',
        'no-unsafe-return',
      ].map((rule) => [`@typescript-eslint/${rule}`, 'off']),
    ),
  },
  { files: ['tools/**', '**/*.bench.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
