// Where messages of the outbox go: a file of the operator's, read when the service starts.
//
//     {"unclaimed_after_percent": 50, "endpoints": [
//       {"name": "ehr", "type": "webhook", "url": "https://ehr.example/hooks",
//        "secrets": ["whsec_…"], "kinds": ["notice.owed", "notice.withdrawn"]},
//       {"name": "lead", "type": "smtp", "url": "smtp://mail.example:587",
//        "from": "ledger@clinic.example", "to": ["lead@clinic.example"]},
//       {"name": "fax", "type": "file", "directory": "/var/spool/fax", "facilities": ["main"]}]}
//
// The file holds secrets, so nobody but its owner may read it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/store/deliveries.hpp"
#include "engine/store/digests.hpp"

namespace authledger::server {

struct Endpoint {
  enum class Type : std::uint8_t { webhook, smtp, file };
  std::string name;
  Type type = Type::webhook;
  std::string url;                // of webhook and smtp
  std::vector<std::string> keys;  // of webhook: one, or two while one replaces the other
  std::string from;               // of smtp, and what follows too
  std::vector<std::string> to;
  std::string user, password;                              // empty: none
  std::string directory;                                   // of file
  std::optional<std::set<std::string>> kinds, facilities;  // none: all
  std::optional<store::QuietHours> quiet;
  std::optional<store::DigestTime> digest;  // one message a morning instead of each by itself
  bool takes_letters = false;               // of file: fax letters that were released to it
  std::string authorities;      // file (PEM) of those who vouch for it; empty: the machine's
  bool allows_private = false;  // may be at an address that is not public
  bool allows_clear = false;    // http, and SMTP without STARTTLS
  std::string fingerprint;      // of where it is and of its keys
};

struct Endpoints {
  std::vector<Endpoint> all;
  // After so many percent of its time, what nobody has taken is told as "unclaimed"; none: never.
  std::optional<int> unclaimed_percent = {};
  std::string digest = {};  // of the text that says it; the same, the same endpoints
};

Result<Endpoints> parse_endpoints(std::string_view text);

// As above, from a file. A file that others may read is refused.
Result<Endpoints> read_endpoints(const std::string& file);

}  // namespace authledger::server
