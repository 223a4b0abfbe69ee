// A small document by GET, or by POST of a form, from a URL that the operator wrote: over TLS with
// the certificate verified, or in the clear from this machine itself. No redirect is followed, no
// cookie kept.
//
//     Result<std::string> text = fetch({.url = "https://idp.example/keys", .bytes = 65'536});
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "engine/base/result.hpp"

namespace authledger::server {

struct Fetch {
  std::string url;
  std::size_t bytes;                       // that the document may have
  std::chrono::milliseconds time{10'000};  // for all of it
  std::string authorities = {};          // file (PEM) of whom to believe; empty: the machine's list
  std::string form = {};                 // sent by POST, as a form is; empty: GET
  std::string user = {}, password = {};  // of HTTP's basic scheme; empty: none is sent
};

// Problems: another scheme than https, or http to anything but 127.0.0.1, [::1] or localhost; a
// user or password in it. Asks nobody.
Problems check_url(const std::string& url);

// Blocks. Problems: what check_url says; nobody answers in time; another status than 200; too much.
Result<std::string> fetch(const Fetch& what);

}  // namespace authledger::server
