// Secrets that a browser brings: the cookie of a session and the one-time link. 256 drawn bits,
// with the organization before them, so that whoever gets one knows where to look. The ledger
// keeps a plain digest: nobody finds such a secret by trying.
//
//     const Token token = draw_token("main");       // text "main.3q2-7w…"
//     organization_of_token(token.text)             // "main"
//     token_digest(token.text) == token.digest
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger::store {

struct Token {
  std::string text;    // to be shown once
  std::string digest;  // SHA-256 of the whole text
};

Token draw_token(const std::string& organization);

// None: it is not of that form.
std::optional<std::string> organization_of_token(std::string_view text);

std::string token_digest(std::string_view text);

}  // namespace authledger::store
