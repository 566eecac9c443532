/**
 * Query parameters that advertising networks, mail programs and analytics add to links. They change no answer, so reads
 * and pages ignore them; everything else that a route does not know is refused, because it may be a misspelt filter. No
 * parameter of the API may have one of these names, which a spec checks.
 */
const NAMES = new Set([
  // Google: Ads, Analytics, Merchant Center
  ...['gclid', 'gclsrc', 'gbraid', 'wbraid', 'dclid', 'gad_source', 'gad_campaignid', 'gcl_au', 'srsltid'],
  ...['_ga', '_gac', '_gl', '_up'],
  // Meta: Facebook, Instagram
  ...['fbclid', 'fb_action_ids', 'fb_action_types', 'fb_source', 'fb_ref', 'igshid', 'igsh', 'mibextid'],
  // Other networks: Microsoft, Yandex, TikTok, X, LinkedIn, Pinterest, Snapchat, Reddit, Outbrain, Taboola, Rakuten …
  ...['msclkid', 'yclid', 'ymclid', 'ysclid', '_openstat', 'ttclid', 'twclid', 'li_fat_id', 'epik', 'sccid'],
  ...['rdt_cid', 'dicbo', 'obclid', 'tblci', 'qclid', 'irclickid', 'irgwc', 'cjevent', 'sscid', 'tduid'],
  ...['ranmid', 'raneaid', 'ransiteid', 'awc', 'wickedid', 'click_id', 'clickid', '_branch_match_id'],
  // Mail: Mailchimp, HubSpot, Marketo, Klaviyo, Drip, Vero, Olytics, Bronto, Omnisend, ActiveCampaign
  ...[
    'mc_cid',
    'mc_eid',
    '_hsenc',
    '_hsmi',
    '__hssc',
    '__hstc',
    '__hsfp',
    'hsctatracking',
    'mkt_tok',
    '_kx',
    '_ke',
  ],
  ...['__s', 'vero_id', 'vero_conv', 'oly_enc_id', 'oly_anon_id', '_bta_tid', '_bta_c', 'omnisendcontactid'],
  'vgo_ee',
  // Adobe
  ...['s_cid', 's_kwcid', 'ef_id'],
  // Mail: Listrak, MailerLite, Dotdigital, ConvertKit, Eloqua, Salesforce
  ...['trk_contact', 'trk_msg', 'trk_module', 'trk_sid', 'ml_subscriber', 'ml_subscriber_hash', 'dm_i'],
  ...[
    'ck_subscriber_id',
    'elqtrackid',
    'elqtrack',
    'elqaid',
    'elqat',
    'sfmc_id',
    'sfmc_activityid',
    'et_rid',
  ],
  // Analytics and affiliates: Snowplow, Awin, Webtrekk, AT Internet, Alibaba; LinkedIn's and Snapchat's other names
  ...['trk', 'trkinfo', 'trkcampaign', 'li_ed', 'sc_cid', 'sc_click_id', 'zanpid', 'wt_mc', 'wt_zmc', 'xtor'],
  ...['cmpid', 'icid', 'ncid', 'spm', 'scm', 'campaignid', 'adgroupid', 'adid', 'gad', 'gclaw', 'rb_clickid'],
  // Where a visitor came from
  ...['ref', 'ref_src', 'ref_url', 'referrer'],
]);

/** Campaigns: Urchin (Google and most others), Matomo and Piwik, HubSpot Ads. */
const PREFIXES = ['utm_', 'mtm_', 'matomo_', 'pk_', 'piwik_', 'hsa_'];

/** Names are compared without case: some mail programs change it. */
export function isTrackingParameter(name: string): boolean {
  const known = name.toLowerCase();
  return NAMES.has(known) || PREFIXES.some((prefix) => known.startsWith(prefix));
}

/** A query without its question mark, as it was written, but for the tracking parameters. */
export function withoutTracking(query: string): string {
  const pairs = query.split('&');
  const left = pairs.filter((pair) => !isTrackingParameter(decoded(pair.split('=', 1)[0] ?? '')));
  return left.length === pairs.length ? query : left.join('&');
}

function decoded(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
