import { japaneseDuration, shortJapanese } from './text.ts'
import type { TuneDnsText } from './tune-dns-text.ts'

export const tuneDnsJa: TuneDnsText = {
  measuring: ({ done, all, left }) => `DNS を測定中: ${done}/${all}（残り最長 ${japaneseDuration(left)}）`,
  title: (names) => `DNS サーバーの測定結果（${names.join('、')} を問い合わせ）`,
  whose: { system: 'このシステムの設定', public: '公開' },
  times: ({ p50, p95, samples, lost }) =>
    `応答 ${samples} 回の半数は ${shortJapanese(p50)}以内、95% は ${shortJapanese(p95)}以内。${lost === 0 ? '欠落なし' : `欠落 ${lost} 回`}`,
  silent: (samples) => `${samples} 回の問い合わせに応答がありません`,
  connect: (length) => `返されたアドレスへの接続: ${shortJapanese(length)}`,
  excluded: {
    invents: '使えません: 存在しないはずの名前にもアドレスを返します',
    'other-certificate': '使えません: 返されたアドレスのサーバーが、別の名前の証明書を示します',
    silent: '使えません: 応答がありません',
    'knows-none': '使えません: これらの名前のアドレスを返しません',
    'leads-nowhere': '使えません: 返されたアドレスのどれにも接続できません',
  },
  verdict: {
    quicker: (server, gain) => `${server} は、システムが最初に使うサーバーより ${shortJapanese(gain)}ほど早く応答します。`,
    reliable: (server) => `${server} は、システムが最初に使うサーバーより安定しています。`,
    'good-enough': 'このシステムの DNS サーバーで十分です。変更の必要はありません。',
    'left-alone':
      'このシステムの DNS サーバーには手を付けません。ほかのサーバーでは、ここで必要な名前を引けなくなるおそれがあるためです。',
    'too-few': '時間内に十分な応答が得られませんでした。ネットワークが落ち着いてから、もう一度お試しください。',
    'all-intercepted':
      'システムの DNS サーバーが返すアドレスでも、別の証明書が示されます。途中で通信が読み取られています。DNS サーバーを変えても解決しません。詳しくは `holdfast doctor` をご覧ください。',
    'no-public-answers': 'ここから使える公開 DNS サーバーがないため、比較できません。',
    'no-name': (upstream) => `${upstream} には名前の問い合わせが必要ありません。`,
    'by-proxy': (proxy) =>
      `リクエストはプロキシ ${proxy} を経由し、名前はプロキシが調べます。DNS サーバーを変えても何も変わりません。`,
    'no-servers': 'このシステムがどの DNS サーバーを使っているか、調べられませんでした。',
  },
  signs: {
    'search-domain': (domain) => `このネットワークには ${domain} 以下の独自の名前があります`,
    'routed-domain': (domain) => `${domain} 以下の名前には専用の DNS サーバーがあります`,
    'private-answer': (server) => `${server} は、このネットワーク内だけで通じるアドレスを返します`,
    vpn: (name) => `VPN に接続しています（${name}）`,
  },
  gain: (gain) =>
    `得られる効果: 名前の問い合わせは新しい接続ごとに 1 回なので、1 時間に 1 回ほど、${shortJapanese(gain)}程度早くなるだけです。使い続けている接続では何も変わりません。`,
  gatewayGain:
    'ゲートウェイでは、システムの DNS サーバーが失敗するか、1.8 秒応答しないときだけ、このサーバーに問い合わせます。そのときは数秒早くなりますが、システムのサーバーが応答している間は何も変わりません。',
  setting: ({ now, wanted, file }) =>
    `ゲートウェイの \`dns.resolvers\`${file === undefined ? '' : `（${file}）`}: 現在は${listed(now)}、提案は${listed(wanted)}`,
  alreadySet: (server) => `ゲートウェイの \`dns.resolvers\` には、すでに ${server} があります。`,
  privacy: 'サーバーの運営者には、どの名前を調べたかが分かります。信頼できるものを選んでください。',
  systemHow: 'システムの DNS サーバーは、ご自身で変更してください。変更する場合の正確な手順は、次のとおりです。',
  steps: {
    'systemd-resolved': (server) => [
      'systemd-resolved の設定ファイルを作り、再起動します:',
      '    sudo mkdir -p /etc/systemd/resolved.conf.d',
      `    printf '[Resolve]\\nDNS=${server}\\nDomains=~.\\n' | sudo tee /etc/systemd/resolved.conf.d/10-dns.conf`,
      '    sudo systemctl restart systemd-resolved',
      '元に戻すには:',
      '    sudo rm /etc/systemd/resolved.conf.d/10-dns.conf && sudo systemctl restart systemd-resolved',
    ],
    'network-manager': (server) => [
      '1 行目で接続の名前を調べ、NAME と置き換えてください:',
      '    nmcli -g NAME connection show --active',
      `    nmcli connection modify NAME ipv4.dns ${server} ipv4.ignore-auto-dns yes && nmcli connection up NAME`,
      '元に戻すには:',
      '    nmcli connection modify NAME ipv4.dns "" ipv4.ignore-auto-dns no && nmcli connection up NAME',
    ],
    'resolv-conf': (server) => [
      'コピーを取ってから、/etc/resolv.conf の先頭に加えます:',
      '    sudo cp -p /etc/resolv.conf /etc/resolv.conf.before',
      `    printf 'nameserver ${server}\\n' | cat - /etc/resolv.conf.before | sudo tee /etc/resolv.conf`,
      '元に戻すには:',
      '    sudo cp -p /etc/resolv.conf.before /etc/resolv.conf',
      'このファイルを管理するプログラムがあると、書き直されることがあります。',
    ],
    macos: (server) => [
      '1 行目でネットワークの名前（多くは Wi-Fi）を調べ、2 行目で使います:',
      '    networksetup -listallnetworkservices',
      `    networksetup -setdnsservers Wi-Fi ${server}`,
      '元に戻すには:',
      '    networksetup -setdnsservers Wi-Fi empty',
    ],
    windows: (server) => [
      '管理者として開いた PowerShell で実行します。1 行目でネットワークの名前（多くは Wi-Fi）が分かります:',
      '    Get-DnsClientServerAddress -AddressFamily IPv4',
      `    Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ServerAddresses ${server}`,
      '元に戻すには:',
      '    Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ResetServerAddresses',
    ],
    wsl: (server) => [
      '/etc/resolv.conf は WSL が自動で書きます。まず /etc/wsl.conf に次の 2 行を加えます:',
      '    [network]',
      '    generateResolvConf = false',
      'Windows 側で WSL を終了し、開き直してから、ファイルを書きます:',
      '    wsl.exe --shutdown',
      `    sudo rm -f /etc/resolv.conf && echo 'nameserver ${server}' | sudo tee /etc/resolv.conf`,
      '元に戻すには、加えた 2 行を消して `wsl.exe --shutdown` を実行します。Windows が VPN に接続しているときは、変更しないでください。',
    ],
  },
  nothing: '適用するものはありません。',
  summary: {
    better: 'DNS: より良い DNS サーバーがあります',
    good: 'DNS: 十分です。変更の必要はありません',
    'left-alone': 'DNS: 手を付けません（VPN、社内またはネットワーク独自の名前があるため）',
    unknown: 'DNS: 判断できませんでした',
  },
}

const listed = (servers: readonly string[]): string => (servers.length === 0 ? 'なし' : ` ${servers.join('、')}`)
