/** How credentials begin that are no longer than an id and made of the same characters. */
export const CREDENTIAL = '[sprSPR][kK]-|ey[JK]|AKIA|ASIA|AIza|xox|gh[oprsu]_|github_pat_|glpat-|[Bb]earer'

// `claude-sonnet-4-5@20250929`, `us.anthropic.claude-3-5-haiku-v1:0`, `Qwen/Qwen3-Coder-480B-A35B`: short words and short
// numbers. A random string has longer runs of letters and digits mixed.
const MODEL = new RegExp(`^(?!${CREDENTIAL})(?=.{1,64}$)[A-Za-z][A-Za-z0-9]*(?:[-._:/@[][A-Za-z0-9]+){0,11}\\]?$`)
const MODEL_PART = /^(?:[a-z]{1,14}\d{0,2}|\d{1,8}[a-z]?|[a-z0-9]{1,6})$/i

/** Whether what a client sent as its model may be shown and kept: it could be anything. */
export const looksLikeModel = (text: string): boolean => MODEL.test(text) && text.split(/[-._:/@[\]]/).every(isModelPart)

const isModelPart = (part: string): boolean => part === '' || MODEL_PART.test(part)
