import type { TuneApplyText } from './tune-apply-text.ts'

export const tuneApplyEn: TuneApplyText = {
  how: (command) => `Nothing has been changed. To apply it: \`${command}\``,
  applied: (file) => `Applied and checked: ${file}`,
  undoHow: (command) => `The way back: \`${command}\``,
  takenBack: (why) => `It did not work (${why}). All is as it was before.`,
  left: (file, why) => `It did not work (${why}), but somebody has changed ${file} meanwhile, so it was left as it is.`,
  notBegun: (file) => `Somebody has just changed ${file}, so nothing was done. Try again.`,
  late: 'no result within 30 s',
  noFile: (command) =>
    `Nothing says which configuration file the gateway reads. Name one, it is made if need be: \`${command} --config holdfast.json\``,
  undone: (file) => `${file} is as it was before.`,
  nothingToUndo: 'There is nothing to undo.',
  changedSince: (file) => `Somebody has changed ${file} since:`,
  changedHow: 'Nothing has been changed. Take these lines back, and try again.',
  laterFirst: (file, command) => `${file} was changed once more after that. Undo that first: \`${command}\``,
  badRecord: (file) => `${file} cannot be understood: expected the record that this version of tune writes.`,
  bothFlags: 'Changes can be applied or undone, not both: choose `--apply` or `--undo`.',
  restartGateway: 'A gateway that runs reads it when it starts again: `holdfast restart`',
  startWith: (file) => `Start the gateway with it: \`holdfast serve --config ${file}\``,
  found: {
    notRead: 'the changed file does not say what it should',
    noAnswer: 'the new resolver did not answer',
    gatewayGone: 'the gateway that ran before does not answer any more',
  },
}
