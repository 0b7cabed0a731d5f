import type { TextsOf } from '../catalogue-text.ts'

const CLIENT_RETRIES = 'クライアントが自動的に再試行します。'

/** What the gateway itself says. */
export const GATEWAY: TextsOf<'gateway'> = {
  'gateway.patience-spent': {
    short: '待ち時間の上限',
    title: '待てる時間内に回答を得られませんでした。',
    meaning: '設定された待ち時間より長く障害が続きました。',
    action: '時間をおいて試すか、--patience で待ち時間を長くしてください。',
  },
  'gateway.shutting-down': {
    short: 'ゲートウェイ終了中',
    title: 'ゲートウェイを終了しています。',
    meaning: '終了する前に、待っているリクエストをクライアントに戻しています。',
    action: `${CLIENT_RETRIES}動きがない場合は、ゲートウェイをもう一度起動してください。`,
  },
  'gateway.memory-full': {
    short: 'ゲートウェイ満杯',
    title: 'ゲートウェイに、リクエストを保持するメモリがありません。',
    meaning: '待っているリクエストが非常に多いか、非常に大きくなっています。',
    action: `${CLIENT_RETRIES}同時に動かすセッションを減らしてください。`,
  },
  'gateway.too-many-held': {
    short: 'ゲートウェイ満杯',
    title: '待っているリクエストが多すぎます。',
    meaning: 'ゲートウェイが保留できるリクエストの数には上限があります。',
    action: `${CLIENT_RETRIES}同時に動かすセッションを減らしてください。`,
  },
  'gateway.no-answer': {
    short: '応答なし',
    title: '送り先に接続できませんでした。',
    meaning: 'この種類のリクエストは保留しないため、失敗をそのまま伝えています。',
    action: '少し待ってから試してください。',
  },
  'gateway.body-too-large': {
    short: '大きすぎます 413',
    title: 'リクエストがゲートウェイの上限を超えています。',
    meaning: 'API もこの大きさは受け付けません。',
    action: '会話を短くするか (Claude Code では /compact)、大きなファイルを外してください。',
  },
  'gateway.headers-too-large': {
    short: 'ヘッダーが大きい',
    title: 'リクエストのヘッダーがゲートウェイの上限を超えています。',
    meaning: 'Cookie や独自のヘッダーが長すぎます。',
    action: 'ANTHROPIC_CUSTOM_HEADERS を確認してください。',
  },
  'gateway.slow-sender': {
    short: '送信が遅い',
    title: 'リクエストが時間内に届きませんでした。',
    meaning: 'クライアントの送信が途中で止まりました。',
    action: CLIENT_RETRIES,
  },
  'gateway.unreadable-body': {
    short: '読めないリクエスト',
    title: 'リクエストの本文を読めません。',
    meaning: 'JSON ではないか、圧縮データが壊れています。',
    action: '送信したプログラムを確認してください。',
  },
  'gateway.unknown-encoding': {
    short: '未対応の圧縮方式',
    title: 'リクエストの圧縮方式にゲートウェイが対応していません。',
    meaning: '対応しているのは gzip、deflate、br、zstd と非圧縮です。',
    action: 'クライアントを、非圧縮または gzip で送るよう設定してください。',
  },
  'gateway.loop': {
    short: 'ゲートウェイの循環',
    title: 'ゲートウェイが自分自身にリクエストを送るところでした。',
    meaning: '送り先が、直接または別のゲートウェイを経て、自分自身を指しています。',
    action: '--upstream に API または会社のゲートウェイを指定してください。',
  },
  'gateway.bad-host': {
    short: '不正なホスト名',
    title: 'ゲートウェイはこの名前では応答しません。',
    meaning: 'Web ページが別の名前で接続するのを防ぐため、自分のアドレスだけを受け付けます。',
    action: 'ゲートウェイの起動時に表示されたアドレスを使ってください。',
  },
  'gateway.bad-origin': {
    short: '不正な送信元',
    title: 'ゲートウェイは Web ページからのリクエストを受け付けません。',
    meaning: 'リクエストに、別のサイトまたはブラウザーからであることを示す印が付いています。',
    action: 'Web ページではなくプログラムから使ってください。',
  },
  'gateway.upgrade-refused': {
    short: '切り替え不可',
    title: 'ゲートウェイは別のプロトコルへの切り替えに対応していません。',
    meaning: 'WebSocket などへの切り替えは Messages API にはありません。',
    action: '通常の HTTP リクエストを送ってください。',
  },
  'gateway.key-missing': {
    short: 'ローカルキーなし',
    title: 'ローカルキーがないか、間違っています。',
    meaning: 'このゲートウェイを使うには、専用のキーを x-holdfast-key ヘッダーで送る必要があります。',
    action: 'ANTHROPIC_CUSTOM_HEADERS でキーを追加してください。',
  },
  'gateway.secret-missing': {
    short: '権限なし',
    title: 'ゲートウェイのこのページは、所有者だけが使えます。',
    meaning: '実行時ファイルの秘密の値がないか、間違っています。',
    action: '同じコンピューターの同じユーザーで、holdfast コマンドを使ってください。',
  },
  'gateway.plan-token-refused': {
    short: '使えないログイン',
    title: 'ゲートウェイは、ほかのコンピューターからのサブスクリプションのログインを受け付けません。',
    meaning: 'このログインを使えるのは、所有者本人が自分のコンピューターで使う場合だけです。',
    action: 'API キーを使うか、自分のコンピューターで Holdfast を動かしてください。',
  },
  'gateway.not-found': {
    short: '見つからない 404',
    title: 'ゲートウェイにそのページはありません。',
    meaning: '/_holdfast で始まるアドレスは、ゲートウェイ自身のものです。',
    action: 'アドレスを確認してください。',
  },
  'gateway.wrong-method': {
    short: 'メソッド違い 405',
    title: 'このアドレスでは、そのメソッドは使えません。',
    meaning: 'たとえば、読み取りはできても書き込みはできないアドレスです。',
    action: 'リクエストのメソッドを確認してください。',
  },
  'gateway.bug': {
    short: 'ゲートウェイの不具合',
    title: 'Holdfast 自体に問題が起きました。',
    meaning: 'プログラムの不具合です。',
    action: 'もう一度試してください。繰り返す場合は、ログを添えて報告してください。',
  },
}
