import type { DoctorText } from './doctor-text.ts'
import { ANSWERS } from './doctor/ja-answers.ts'
import { BETWEEN } from './doctor/ja-between.ts'
import { CAUSES, CHECKS, EVIDENCE, KNOWN_BAD } from './doctor/ja-evidence.ts'
import { CHANGES, FIXES } from './doctor/ja-fixes.ts'
import { NETWORK } from './doctor/ja-network.ts'

export const doctorJa: DoctorText = {
  diagnoses: { ...NETWORK, ...BETWEEN, ...ANSWERS },
  evidence: EVIDENCE,
  fixes: FIXES,
  changes: CHANGES,
  owners: {
    provider: 'プロバイダー',
    network: 'あなたのネットワーク',
    proxy: '会社のプロキシ',
    computer: 'このコンピューター',
    settings: 'あなたの設定',
    account: 'あなたのアカウント',
    gateway: 'あなたのゲートウェイ',
    nobody: '問題なし',
    unknown: 'まだ判断できません',
  },
  confidences: { certain: '確実', likely: 'おそらく', possible: '可能性あり' },
  checks: CHECKS,
  states: { pass: '正常', warn: '注意', fail: '失敗', skip: '省略', unknown: '不明' },
  gaps: {
    'timed-out': '時間内に結果が出ませんでした',
    crashed: '確認の処理自体が異常終了しました',
    'not-asked': '指定により省略しました',
    offline: '--offline のため省略しました',
    'not-here': 'このシステムでは確認できません',
  },
  causes: CAUSES,
  knownBad: KNOWN_BAD,
  notTested: {
    model: 'モデルが応答するかどうか (トークンを消費します)。確認するには holdfast doctor --deep を実行してください。',
    controls: 'ほかのサイト (--offline のため、API 以外には接続していません)。',
    'credential-accepted': 'API キーやログインが受け付けられるかどうか (形式を確認しただけで、送信していません)。',
    mtu: '大きなデータが通るかどうか (このシステムではわかりません)。',
    'mtu-plain': '大きなデータが通るかどうか (https の接続でだけ確認します)。',
    'mtu-past-proxy': '大きなデータが通るかどうか (プロキシを経由しない接続ができません)。',
    'mtu-unconnected': '大きなデータが通るかどうか (接続できなかったため、送れませんでした)。',
    'long-answers': '長い応答が最後まで届くかどうか (ゲートウェイを通る通信からしかわかりません)。',
    'timed-out': '時間内に結果が出なかった確認は、判断の材料にしていません。',
    crashed: '異常終了した確認が 1 つ以上あります。ほかの確認に影響はありません。',
    skipped: '一部の確認を省略しました。',
  },
}
