import manifest from '../../package.json' with { type: 'json' }

/** Of this program, as published. */
export const VERSION: string = manifest.version
