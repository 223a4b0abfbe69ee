#include "server/provider_sign_in.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/base/base64url.hpp"
#include "engine/base/json_tree.hpp"
#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"
#include "server/fetch.hpp"
#include "server/target.hpp"

namespace authledger::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_of_secret = 32;
constexpr std::size_t longest_place = 2'000;
constexpr std::size_t largest_answer = std::size_t{64} << 10;
constexpr std::string_view callback_path = "/sign-in/callback";

Problems refused(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

std::string drawn() {
  return to_base64url(random_bytes(bytes_of_secret));
}

std::string as_form(const std::vector<std::pair<std::string_view, std::string>>& fields) {
  std::string text;
  for (const auto& [name, value] : fields)
    text += (text.empty() ? "" : "&") + std::string(name) + "=" + percent_encoded(value);
  return text;
}

Problems read_secret(ProviderSignInSettings& settings) {
  if (settings.secret_file.empty()) return {};
  std::error_code error;
  const fs::perms rights = fs::status(settings.secret_file, error).permissions();
  std::ifstream file(settings.secret_file, std::ios::binary);
  if (error || !std::getline(file, settings.client_secret) || settings.client_secret.empty())
    return refused("--oidc-client-secret-file: " + settings.secret_file +
                   " cannot be read, or nothing stands in its first line");
  if ((rights & fs::perms::others_all) != fs::perms::none)
    return refused("--oidc-client-secret-file: others may use " + settings.secret_file +
                   "; chmod o-rwx it");
  return {};
}

// What the token endpoint answers (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
Result<std::string> id_token_in(const std::string& answer) {
  JsonReader reader;
  const auto tree = reader.read(answer, {largest_answer, 8});
  if (!tree || !tree->root().is(JsonKind::object))
    return refused("the identity provider answers with what is no JSON object");
  const auto token = tree->root().find("id_token");
  if (!token || !token->is(JsonKind::string))
    return refused("the identity provider answers without an ID token");
  return std::string(token->text());
}

}  // namespace

Problems complete(ProviderSignInSettings& settings, const IdentitySettings& identity) {
  const bool has_all = !settings.client_id.empty() && !settings.authorize_url.empty() &&
                       !settings.token_url.empty() && !settings.redirect_url.empty();
  const bool has_any = !settings.client_id.empty() || !settings.authorize_url.empty() ||
                       !settings.token_url.empty() || !settings.redirect_url.empty() ||
                       !settings.secret_file.empty();
  if (!has_any) return {};
  if (!has_all || identity.rules.issuer.empty())
    return {{ProblemCode::missing_field,
             "--oidc-client-id, --oidc-authorize-url, --oidc-token-url and --oidc-redirect-url "
             "belong together, and --oidc-issuer with them",
             ""}};
  for (const std::string* url :
       {&settings.authorize_url, &settings.token_url, &settings.redirect_url})
    if (auto problems = check_url(*url); !problems.empty()) return problems;
  if (!settings.redirect_url.ends_with(callback_path))
    return refused("--oidc-redirect-url is the address of this service with " +
                   std::string(callback_path) + " at its end");
  settings.authorities = identity.keys.authorities;
  return read_secret(settings);
}

bool is_own_place(const std::string& to) {
  const auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f ||
           c == '\\';
  };
  return to.starts_with('/') && !to.starts_with("//") && to.size() <= longest_place &&
         std::ranges::none_of(to, is_odd);
}

ProviderSignIn::ProviderSignIn(ProviderSignInSettings settings, IdentityProvider& provider)
    : settings_(std::move(settings)), provider_(provider), issuer_(provider.issuer()) {}

WriteQueue* ProviderSignIn::writes_of(const std::string& organization) const {
  const auto found = writes_.find(organization);
  return found == writes_.end() ? nullptr : found->second;
}

ProviderSignIn::Begun ProviderSignIn::begin(const std::string& to, Instant now) {
  forget_old(now);
  // Whoever begins again and again takes the place of those who began first.
  if (pending_.size() >= most_pending)
    pending_.erase(std::ranges::min_element(
        pending_, {}, [](const auto& it) { return it.second.begun_at.microseconds(); }));
  const std::string state = drawn();
  const Pending pending{drawn(), drawn(), drawn(), to, now};
  const std::string query = as_form({{"response_type", "code"},
                                     {"client_id", settings_.client_id},
                                     {"redirect_uri", settings_.redirect_url},
                                     {"scope", settings_.scope},
                                     {"state", state},
                                     {"nonce", pending.nonce},
                                     {"code_challenge", to_base64url(sha256(pending.verifier))},
                                     {"code_challenge_method", "S256"}});
  pending_.emplace(state, pending);
  const char* const joint = settings_.authorize_url.find('?') == std::string::npos ? "?" : "&";
  return {settings_.authorize_url + joint + query, pending.binding};
}

std::optional<ProviderSignIn::Pending> ProviderSignIn::take(const std::string& state,
                                                            const std::string& binding,
                                                            Instant now) {
  forget_old(now);
  const auto found = pending_.find(state);
  if (found == pending_.end() || !are_equal_secrets(found->second.binding, binding))
    return std::nullopt;
  Pending pending = std::move(found->second);
  pending_.erase(found);
  return pending;
}

void ProviderSignIn::forget_old(Instant now) {
  const std::int64_t oldest = now.microseconds() - std::chrono::microseconds(patience).count();
  std::erase_if(pending_,
                [&](const auto& it) { return it.second.begun_at.microseconds() <= oldest; });
}

Result<Principal> ProviderSignIn::exchange(const std::string& code, const Pending& pending,
                                           Instant now) const {
  std::vector<std::pair<std::string_view, std::string>> fields{
      {"grant_type", "authorization_code"},
      {"code", code},
      {"redirect_uri", settings_.redirect_url},
      {"code_verifier", pending.verifier}};
  Fetch question{
      .url = settings_.token_url, .bytes = largest_answer, .authorities = settings_.authorities};
  // A client with a secret says who it is by HTTP's basic scheme, as form fields are written (RFC
  // 6749, 2.3.1); one without, in the form.
  if (settings_.client_secret.empty()) {
    fields.emplace_back("client_id", settings_.client_id);
  } else {
    question.user = percent_encoded(settings_.client_id);
    question.password = percent_encoded(settings_.client_secret);
  }
  question.form = as_form(fields);
  const auto answer = fetch(question);
  if (!answer) return Problems{{ProblemCode::not_found, answer.error().front().detail, ""}};
  const auto token = id_token_in(*answer);
  if (!token) return token.error();
  return provider_.principal_of_sign_in(*token, settings_.client_id, pending.nonce, now);
}

}  // namespace authledger::server
