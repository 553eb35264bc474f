// Vietnamese names for search: the same folding and ranking as the server's, see app/domain/names.py.

const KINDS = ["thi tran", "thi xa", "thanh pho", "dac khu", "phuong", "quan", "huyen", "xa"];
const SHORT_KINDS = { p: "phuong", x: "xa", tt: "thi tran", q: "quan", h: "huyen", tx: "thi xa", tp: "thanh pho" };
const SHORT_KIND = /^(p|x|tt|q|h|tx|tp)\. ?(?=\S)/;

/** A text without marks, case and extra blanks, with Đ (and its look-alikes) as d. */
export function fold(text) {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.replace(/[đĐðÐɖƉ]/g, "d").toLowerCase().trim().split(/\s+/).filter(Boolean).join(" ");
}

/** The kind of unit a folded name begins with, and the rest; a kind alone is a name. */
export function splitKind(text) {
  const folded = fold(text);
  const short = folded.match(SHORT_KIND);
  if (short) return [SHORT_KINDS[short[1]], folded.slice(short[0].length)];
  const kind = KINDS.find((each) => folded.startsWith(`${each} `) && folded.length > each.length + 1);
  return kind ? [kind, folded.slice(kind.length + 1)] : [null, folded];
}

/** How well a unit answers: 0 code, 1 ward, 2 district, 3 beginning of a ward, 4 of words, 7 its district does, or null. */
export function rank(query, ward) {
  const text = fold(query);
  if (!text) return null;
  if (text === ward.code.toLowerCase()) return 0;
  const [askedKind, asked] = splitKind(query);
  const [kind, bare] = splitKind(ward.name);
  if (text === bare || (asked === bare && (askedKind === null || askedKind === kind))) return ward.isDistrict ? 2 : 1;
  if (!ward.isDistrict && (bare.startsWith(text) || bare.startsWith(asked))) return 3;
  const tokens = `${askedKind ?? ""} ${asked}`.split(" ").filter(Boolean);
  const [own, around] = [ward.name, ward.district].map((name) => {
    const words = fold(name).split(" ");
    return tokens.map((token) => words.some((word) => word.startsWith(token)));
  });
  if (!own.every((found, index) => found || around[index])) return null;
  return own.some(Boolean) ? 4 : 7;
}

/** The wards that answer, best first. */
export function search(query, wards, most) {
  const compare = new Intl.Collator("vi", { numeric: true }).compare;
  return wards
    .map((ward) => ({ ward, rank: rank(query, ward) }))
    .filter((hit) => hit.rank !== null)
    .sort((one, other) => one.rank - other.rank || compare(one.ward.name, other.ward.name))
    .slice(0, most)
    .map((hit) => hit.ward);
}
