// What the service is told: by a flag, else by the environment, else by a file, else by itself.
//
//     --max-body 65536              on the command line
//     AUTHLEDGER_MAX_BODY=65536     in the environment
//     max-body = 65536              in the file of --config (TOML: the names of the flags)
//
// docs/operations.md lists every one of them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/standing/reminders.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/zone.hpp"
#include "server/gate.hpp"
#include "server/http.hpp"
#include "server/http_tls.hpp"
#include "server/identity_provider.hpp"
#include "server/listen_address.hpp"
#include "server/log.hpp"
#include "server/night.hpp"
#include "server/own_files.hpp"
#include "server/provider_sign_in.hpp"
#include "server/sign_in_settings.hpp"
#include "server/writer.hpp"

namespace authledger::server {

// As written, of the right kind each; what belongs together is not held together yet.
struct Told {
  std::string data, payers, listen;
  std::string endpoints;  // file or folder of those that notices go to; empty: none
  std::string reminders;  // likewise of when staff are reminded of authorizations; empty: never
  std::string console;    // folder of the built console; empty: beside the program
  std::string time_zone = "America/New_York";
  std::string night_at = "02:00";
  std::string log_level = "info", log_format = "text";
  bool allow_remote = false;
  std::string sign_in = "required";
  TlsFiles tls;  // certificate empty: in the clear
  HttpLimits http;
  WriterLimits writer;
  IdentitySettings identity;  // issuer empty: no token is good
  bool local_sign_in = false;
  int session_idle = 30;  // minutes
  int session_hours = 12;
  ProviderSignInSettings browsers;  // client_id empty: none is sent to the identity provider
  std::size_t checkpoint_pages = sql::usual_checkpoint_pages;
};

// Reads all three. An int: the exit code; what is to be said has been said, --help and
// --print-config too.
std::variant<Told, int> read_settings(int count, const char* const* words);

struct Settings {
  ListenAddress address;
  Zone zone;
  NightSettings night;
  SignInSettings sign_in = {};
  ProviderSignInSettings browsers = {};
  std::shared_ptr<const Tls> tls;  // null: in the clear
  OwnEndpoints endpoints = {};
  OwnReminders reminders = {};
};

// None: said why on standard error.
std::optional<Settings> settings_of(const Told& told);

void say(const Problems& problems);  // a line each, on standard error

}  // namespace authledger::server
