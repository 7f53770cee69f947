import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import vueA11y from 'eslint-plugin-vuejs-accessibility'
import type { Linter } from 'eslint'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Forbids imports from the named places in the files of one layer (architecture: "a file in … may import …"). */
function border(files: string[], forbidden: string[], message: string): Linter.Config {
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: forbidden, message, allowTypeImports: false }] },
      ],
    },
  }
}

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'data/**', '**/*.json'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  ...vueA11y.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'no-undef': 'off', // the type checker knows better
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'vue/multi-word-component-names': 'off', // views are named after what they show
      // A label needs its control inside or by id; to ask for both would double every name.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['**/*.vue', '*.ts', '**/*.d.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['server/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'The domain makes no request.' },
        { name: 'process', message: 'The domain reads no environment.' },
        { name: 'setTimeout', message: 'The domain does not wait.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time is an argument.' },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Randomness is an argument.',
        },
      ],
    },
  },
  border(
    ['server/domain/**/*.ts'],
    [
      '**/services/**',
      '**/http/**',
      '**/integrations/**',
      '**/storage/**',
      '**/client/**',
      'hono*',
      'lowdb*',
      'ofetch*',
      'node:*',
    ],
    'The domain is pure.',
  ),
  border(
    ['server/services/**/*.ts'],
    ['**/http/**', '**/client/**', '**/lowdb*', '**/adapter*', 'hono*', 'lowdb*', 'ofetch*'],
    'Services know ports, not adapters.',
  ),
  border(
    ['server/http/**/*.ts'],
    ['**/client/**', '**/lowdb*', '**/adapter*', 'lowdb*', 'ofetch*'],
    'Routes know services and ports, not adapters.',
  ),
  border(
    ['server/storage/**/*.ts', 'server/integrations/**/*.ts'],
    ['**/services/**', '**/http/**', '**/client/**', 'hono*'],
    'Adapters know the domain and their own libraries.',
  ),
  border(
    ['test/simulator/**/*.ts'],
    ['**/server/integrations/**'],
    'A simulator shares no code with the adapter that it tests.',
  ),
  border(
    ['client/**/*.ts', 'client/**/*.vue'],
    ['**/server/services/**', '**/server/integrations/**', '**/server/storage/**', 'node:*'],
    'The client knows domain values and the type of the API.',
  ),
  prettier,
)
