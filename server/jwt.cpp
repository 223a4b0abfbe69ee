#include "server/jwt.hpp"

#include <algorithm>

#include "engine/base/base64url.hpp"
#include "engine/base/json_tree.hpp"

namespace authledger::server {
namespace {

constexpr JsonLimits token_limits{largest_token, 8};
constexpr std::size_t longest_name = 255;              // bytes; OpenID Connect Core, 2: of `sub`
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999

Problems refused(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

struct Parts {
  std::string_view head, body, signature;
  std::string_view signed_text;
};

std::optional<Parts> parts_of(std::string_view text) {
  if (text.size() > largest_token) return std::nullopt;
  const auto first = text.find('.');
  const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
  if (second == text.npos || text.find('.', second + 1) != text.npos) return std::nullopt;
  return Parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
               text.substr(second + 1), text.substr(0, second)};
}

// An object, in strict base64url of strict JSON.
class Part {
 public:
  explicit Part(std::string_view encoded) {
    const auto text = from_base64url(encoded);
    if (!text) return;
    const auto tree = reader_.read(*text, token_limits);
    if (tree && tree->root().is(JsonKind::object)) tree_.emplace(*tree);
  }

  bool is_readable() const { return tree_.has_value(); }
  bool has(std::string_view name) const { return tree_->root().find(name).has_value(); }
  std::optional<JsonNode> find(std::string_view name) const { return tree_->root().find(name); }
  std::optional<std::string_view> text(std::string_view name) const {
    const auto it = find(name);
    if (!it || !it->is(JsonKind::string)) return std::nullopt;
    return it->text();
  }
  // A claim by its name, or by a path of names.
  std::optional<JsonNode> claim(std::string_view path) const {
    if (!path.starts_with('/')) return find(path);
    std::optional<JsonNode> at = tree_->root();
    while (at && !path.empty()) {
      const auto end = std::min(path.find('/', 1), path.size());
      at = at->find(path.substr(1, end - 1));
      path.remove_prefix(end);
    }
    return at;
  }

 private:
  JsonReader reader_;
  std::optional<JsonTree> tree_;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

// Null: nothing is wrong with the head. The key comes from the set, and its algorithm with it.
const SigningKey* key_of(const Part& head, const KeySet& keys, Problems& problems) {
  const auto kid = head.text("kid");
  const SigningKey* const key = kid ? keys.find(*kid) : nullptr;
  if (!key)
    problems = refused("the token does not name a key of its issuer");
  else if (head.text("alg") != word(key->algorithm()))
    problems = refused("the token is not signed with the algorithm of the key that it names");
  else if (head.has("crit"))
    problems = refused("the token wants extensions to be understood, and there are none");
  else if (head.has("typ") && head.text("typ") != "JWT" && head.text("typ") != "at+jwt")
    problems = refused("the token is of another type than JWT or at+jwt");
  return key;
}

// None: it is not there, or no whole number of seconds that a clock will show.
std::optional<Instant> time_of(const Part& body, std::string_view name) {
  const auto it = body.find(name);
  if (!it || !it->is(JsonKind::integer) || it->integer() < 0 || it->integer() > last_second)
    return std::nullopt;
  return Instant::from_seconds(it->integer());
}

// When it is over, with the leeway.
Instant check_times(const Part& body, int leeway, Instant now, Problems& problems) {
  const std::int64_t slack = std::int64_t{leeway} * 1'000'000;
  const auto said = time_of(body, "exp");
  const Instant end = Instant::from_microseconds(said.value_or(Instant()).microseconds() + slack);
  if (!said)
    problems = refused("the token does not say until when it holds");
  else if (now >= end)
    problems = refused("the token is over");
  for (const std::string_view name : {"nbf", "iat"}) {
    const auto begin = time_of(body, name);
    if (body.has(name) && !begin)
      problems = refused("the token has a time that is none");
    else if (begin && now.microseconds() + slack < begin->microseconds())
      problems = refused("the token is from the future");
  }
  return end;
}

bool is_for(const Part& body, std::string_view audience) {
  const auto it = body.find("aud");
  if (!it) return false;
  if (it->is(JsonKind::string)) return it->text() == audience;
  bool is_named = false;
  for (const JsonNode one : it->children()) {
    if (!it->is(JsonKind::array) || !one.is(JsonKind::string)) return false;
    is_named = is_named || one.text() == audience;
  }
  return is_named;
}

// None: not an array of names.
std::optional<std::set<std::string>> names_in(JsonNode node) {
  if (!node.is(JsonKind::array)) return std::nullopt;
  std::set<std::string> names;
  for (const JsonNode one : node.children()) {
    if (!one.is(JsonKind::string) || !is_name(one.text())) return std::nullopt;
    names.emplace(one.text());
  }
  return names;
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

void take_organization(const Part& body, const std::string& name, Claims& claims,
                       Problems& problems) {
  claims.organization = "main";
  if (name.empty()) return;
  const auto it = body.claim(name);
  if (it && it->is(JsonKind::string) && is_name(it->text()))
    claims.organization = it->text();
  else
    problems = refused("the token does not name an organization");
}

void take_roles(const Part& body, const std::string& name, Claims& claims, Problems& problems) {
  const auto it = body.claim(name);
  auto names = it ? names_in(*it) : std::nullopt;
  if (it && it->is(JsonKind::string) && is_name(it->text())) names = words_of(it->text());
  if (names)
    claims.roles = std::move(*names);
  else
    problems = refused("the token does not name roles");
}

void take_facilities(const Part& body, const std::string& name, Claims& claims,
                     Problems& problems) {
  if (name.empty()) return;
  const auto it = body.claim(name);
  if (it && it->is(JsonKind::string) && it->text() == "*") return;
  claims.facilities = it ? names_in(*it) : std::nullopt;
  if (!claims.facilities) problems = refused("the token does not name facilities");
}

}  // namespace

std::optional<std::string> key_named_by(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  const Part head(parts->head);
  const auto kid = head.is_readable() ? head.text("kid") : std::nullopt;
  return kid ? std::optional(std::string(*kid)) : std::nullopt;
}

Result<Claims> verify_token(std::string_view text, const KeySet& keys, const TokenRules& rules,
                            Instant now) {
  const auto parts = parts_of(text);
  if (!parts) return refused("not a token: three parts of at most 8 KiB together");
  const Part head(parts->head);
  if (!head.is_readable()) return refused("the head of the token cannot be read");
  Problems problems;
  const SigningKey* const key = key_of(head, keys, problems);
  if (!problems.empty()) return problems;
  const auto signature = from_base64url(parts->signature);
  if (!signature || !key->verifies(parts->signed_text, *signature))
    return refused("the signature of the token is wrong");
  const Part body(parts->body);
  if (!body.is_readable()) return refused("the claims of the token cannot be read");
  if (body.text("iss") != rules.issuer) return refused("the token is of another issuer");
  if (!is_for(body, rules.audience)) return refused("the token is for another audience");
  Claims claims;
  claims.expires_at = check_times(body, rules.leeway, now, problems);
  const auto subject = body.text("sub");
  if (subject && is_name(*subject))
    claims.subject = *subject;
  else
    problems = refused("the token does not name a subject");
  take_organization(body, rules.claims.organization, claims, problems);
  take_roles(body, rules.claims.roles, claims, problems);
  take_facilities(body, rules.claims.facilities, claims, problems);
  for (const std::string_view name : {"preferred_username", "name"})
    if (const auto said = body.text(name); said && is_name(*said)) claims.name = *said;
  if (const auto nonce = body.text("nonce")) claims.nonce = *nonce;
  if (const auto party = body.text("azp")) claims.authorized_party = *party;
  if (!problems.empty()) return problems;
  return claims;
}

}  // namespace authledger::server
