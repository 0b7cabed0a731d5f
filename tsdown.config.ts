import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: {
    main: 'src/main.ts', // the command
    index: 'src/index.ts', // the library
    statusline: 'src/statusline.ts', // started every second by the client: a file of its own, without the rest
    'journal-worker': 'src/journal/worker.ts', // a thread is started from a file
    'look-up-child': 'src/world/names/look-up-child.ts', // a process is started from a file
  },
  format: 'esm',
  target: 'node22.19',
  dts: { entry: 'src/index.ts' },
  hash: false,
  deps: {
    onlyImport: [
      '@datadog/sketches-js',
      '@secretlint/core',
      '@secretlint/secretlint-rule-preset-recommend',
      'commander',
      'diff',
      'fflate',
      'undici',
      'zod',
    ],
  },
  publint: { level: 'warning', strict: true },
  failOnWarn: true,
})

export default config
