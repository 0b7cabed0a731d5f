import { readFile } from 'node:fs/promises'

/**
 * When a process began, as the kernel counts it: process numbers are used again, number and beginning together are not
 * until the machine starts anew.
 * @returns undefined where it cannot be told
 */
export async function processStart(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name of the program stands in brackets and may hold anything; behind it the 20th field is the 22nd of all.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return /^\d+$/.test(fields[19] ?? '') ? fields[19] : undefined
}
