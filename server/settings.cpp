#include "server/settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>

#include "engine/store/organizations.hpp"

namespace authledger::server {
namespace {

constexpr int exit_wrong_input = 2;

void declare_place(CLI::App& app, Told& told) {
  app.add_option("--data", told.data, "Directory of the ledger; created when it is not there")
      ->required();
  app.add_option("--payers", told.payers, "Folder of payer policies, one folder a payer")
      ->required();
  app.add_option("--listen", told.listen, "HOST:PORT, such as 127.0.0.1:8080; port 0: any free")
      ->required();
  app.add_option(
      "--reminders", told.reminders,
      "File that says when staff are reminded of authorizations that run out (JSON), or a "
      "folder with one for each organization: NAME.json");
  app.add_option(
      "--endpoints", told.endpoints,
      "File of the endpoints that notices are delivered to (JSON, mode 0600), or a folder "
      "with one for each organization: NAME.json");
  app.add_option("--console", told.console,
                 "Folder of the built console; without it, the one beside the program, when there "
                 "is one");
  app.add_option("--time-zone", told.time_zone,
                 "Zone of the facility \"main\" that an empty register gets");
  app.add_option("--night-at", told.night_at,
                 "HH:MM of each facility's own time: restate its open episodes then");
  app.add_option("--log-level", told.log_level, "How much to log, to standard error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}));
  app.add_option("--log-format", told.log_format, "Lines for people, or a JSON object a line")
      ->check(CLI::IsMember({"text", "json"}));
}

void declare_front(CLI::App& app, Told& told) {
  app.add_flag("--allow-remote", told.allow_remote,
               "Listen on an address that other machines reach; without TLS, keys and answers then "
               "travel in the clear");
  app.add_option("--sign-in", told.sign_in,
                 "required: every request needs a key; off: whoever reaches the service, which "
                 "must listen on this machine only, may do everything")
      ->check(CLI::IsMember({"required", "off"}));
  auto* const certificate = app.add_option(
      "--tls-certificate", told.tls.certificate,
      "Speak TLS with this certificate (PEM, with those that lead to its authority)");
  auto* const key = app.add_option("--tls-key", told.tls.key, "The key of it (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--tls-client-ca", told.tls.client_ca,
                 "Only for clients with a certificate of one of these authorities (PEM)")
      ->needs(certificate);
}

void declare_browsers(CLI::App& app, Told& told) {
  app.add_flag("--local-sign-in", told.local_sign_in,
               "People of the ledger sign in with a browser, by name and password; when there is "
               "nobody yet, makes an administrator and prints a one-time link");
  app.add_option("--session-idle", told.session_idle,
                 "A browser's session ends when nobody came for so many minutes")
      ->check(CLI::Range(5, 720));
  app.add_option("--session-hours", told.session_hours, "And at the latest after so many hours")
      ->check(CLI::Range(1, 168));
}

void declare_identity(CLI::App& app, Told& told) {
  TokenRules& rules = told.identity.rules;
  app.add_option("--oidc-issuer", rules.issuer,
                 "Take tokens (JWT) of this identity provider: their iss, to the letter");
  app.add_option("--oidc-audience", rules.audience, "What must be in the aud of its tokens");
  app.add_option("--oidc-jwks", told.identity.keys.place,
                 "Its keys, a JSON Web Key Set: a file, or an https:// URL");
  app.add_option("--oidc-ca", told.identity.keys.authorities,
                 "Authorities (PEM) for that URL instead of the machine's");
  app.add_option("--oidc-organization-claim", rules.claims.organization,
                 "Claim with the organization; none: everybody is of main");
  app.add_option("--oidc-roles-claim", rules.claims.roles,
                 "Claim with the roles; one that begins with / is a path of names");
  app.add_option("--oidc-facilities-claim", rules.claims.facilities,
                 "Claim with the facilities, or \"*\"; none: everybody is of all of them");
  app.add_option("--oidc-leeway", rules.leeway, "How far the clocks may differ, in seconds")
      ->check(CLI::Range(0, 300));
}

void declare_provider(CLI::App& app, Told& told) {
  ProviderSignInSettings& browsers = told.browsers;
  app.add_option("--oidc-client-id", browsers.client_id,
                 "Send browsers to the identity provider to sign in, as this client of it");
  app.add_option(
      "--oidc-client-secret-file", browsers.secret_file,
      "File with the secret of the client, which others cannot read; none: a public one");
  app.add_option("--oidc-authorize-url", browsers.authorize_url,
                 "Its authorization endpoint, where browsers are sent");
  app.add_option("--oidc-token-url", browsers.token_url,
                 "Its token endpoint, where the service exchanges codes");
  app.add_option("--oidc-redirect-url", browsers.redirect_url,
                 "Where browsers come back to: the address of this service as they reach it, with "
                 "/sign-in/callback at its end");
  app.add_option("--oidc-scope", browsers.scope, "What is asked for, with spaces between");
}

void declare_size(CLI::App& app, const std::string& name, std::size_t& size, std::size_t least,
                  std::size_t most, const std::string& meaning) {
  app.add_option(name, size, meaning)->check(CLI::Range(least, most));
}

void declare_time(CLI::App& app, const std::string& name, std::chrono::milliseconds& time,
                  int least, const std::string& meaning) {
  app.add_option_function<int>(
         name, [&time](int value) { time = std::chrono::milliseconds(value); },
         meaning + ", in milliseconds")
      ->check(CLI::Range(least, 3'600'000))
      ->default_str(std::to_string(time.count()));
}

void declare_limits(CLI::App& app, Told& told) {
  HttpLimits& http = told.http;
  constexpr std::size_t kib = 1'024, mib = 1'024 * kib, gib = 1'024 * mib;
  declare_size(app, "--max-connections", http.connections, 1, 1'000'000,
               "Connections at once; fewer when the process may have fewer descriptors");
  declare_size(app, "--max-head", http.head_bytes, kib, mib, "Request line and headers, in bytes");
  declare_size(app, "--max-body", http.body_bytes, kib, gib, "Body of a request, in bytes");
  declare_size(app, "--max-in-flight", http.bytes_in_flight, mib, 64 * gib,
               "What all requests and answers under way hold, in bytes; beyond it: 503");
  declare_size(app, "--max-queue", told.writer.queued_weight, 1, 1'000'000,
               "Events that wait to be written; beyond it: 503");
  declare_size(app, "--checkpoint-pages", told.checkpoint_pages, 100, 10'000'000,
               "Pages of 2 KiB that the log may hold before they are carried into the database");
  declare_time(app, "--head-timeout", http.head, 1, "For a request's head to arrive");
  declare_time(app, "--request-timeout", http.request, 1,
               "For a request to arrive and be answered");
  declare_time(app, "--answer-timeout", http.answer, 1, "For the client to take an answer");
  declare_time(app, "--idle-timeout", http.idle, 1, "Between two requests of a connection");
  declare_time(app, "--farewell", http.farewell, 0,
               "From the signal to stop until it does, while /readyz says no");
  declare_time(app, "--drain-timeout", http.drain, 1, "For what is in flight at the end");
}

struct Given {  // by the file or by the environment
  std::string name, value, place;
};

std::string name_in_environment(std::string name) {
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return "AUTHLEDGER_" + name;
}

// The names that a file and the environment may set: those of the flags, but for what asks.
std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    if (option->get_configurable()) names.push_back(option->get_lnames().front());
  return names;
}

std::vector<Given> given_by_environment(const std::vector<std::string>& names) {
  std::vector<Given> given;
  for (const std::string& name : names) {
    const std::string variable = name_in_environment(name);
    const char* const value = std::getenv(variable.c_str());
    if (value && *value) given.push_back({name, value, variable + " in the environment"});
  }
  return given;
}

// Where the key stands in the file: "file:3". The second time that it stands there, when it does.
std::string place_of(const std::string& file, const std::string& text, const std::string& key,
                     std::size_t& times) {
  const std::regex line_of(R"(^\s*[\["']*)" + std::regex_replace(key, std::regex("[^\\w-]"), ".") +
                           R"(["'\]]*\s*(=.*|#.*)?$)");
  std::istringstream lines(text);
  std::string line, place = file;
  times = 0;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (!std::regex_match(line, line_of)) continue;
    place = file + ":" + std::to_string(number);
    ++times;
  }
  return place;
}

// Throws CLI::ConfigError, naming file and line.
std::vector<Given> given_by_file(const std::string& file, const std::vector<std::string>& names) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw CLI::ConfigError(file + " cannot be read");
  std::ostringstream whole;
  whole << stream.rdbuf();
  std::istringstream again(whole.str());
  std::vector<Given> given;
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(again)) {
    std::size_t times = 0;
    const bool is_section = !item.parents.empty() || item.name == "++" || item.name == "--";
    const std::string key = is_section && !item.parents.empty() ? item.parents.front() : item.name;
    const std::string place = place_of(file, whole.str(), key, times);
    if (is_section) throw CLI::ConfigError(place + ": there are no sections, such as " + key);
    if (std::find(names.begin(), names.end(), key) == names.end())
      throw CLI::ConfigError(place + ": there is no setting " + key + "; see --help");
    if (times > 1) throw CLI::ConfigError(place + ": " + key + " is set before this line already");
    if (item.inputs.size() != 1) throw CLI::ConfigError(place + ": " + key + " has one value");
    if (!item.inputs.front().empty()) given.push_back({key, item.inputs.front(), place});
  }
  return given;
}

// The file that the flags or the environment name; empty: none.
std::string config_file_of(const std::vector<std::string>& words) {
  const char* const variable = std::getenv("AUTHLEDGER_CONFIG");
  std::string file = variable ? variable : "";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--config=")) file = words[i].substr(9);
    if (words[i] == "--config" && i + 1 < words.size()) file = words[i + 1];
  }
  return file;
}

// What was not on the command line, and its place, when that is what an error is about.
std::string place_in_error(const CLI::ParseError& error, const std::vector<Given>& given) {
  std::string place;
  for (const Given& it : given)
    if (std::string(error.what()).find("--" + it.name + ":") != std::string::npos ||
        std::string(error.what()).starts_with("--" + it.name + " "))
      place = " (" + it.place + ")";
  return place;
}

// TOML of what is in force, to standard output.
void print_settings(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_configurable()) continue;
    const std::string text =
        option->count() > 0 ? option->results().back() : option->get_default_str();
    const bool is_bare = text == "true" || text == "false" ||
                         (!text.empty() && text.find_first_not_of("0123456789") == text.npos);
    const std::string name = option->get_lnames().front();
    if (option->get_expected_max() == 0)
      std::cout << name << " = " << (option->count() > 0 ? text : "false") << '\n';
    else
      std::cout << name << " = " << (is_bare ? text : "\"" + text + "\"") << '\n';
  }
}

int parse(CLI::App& app, std::vector<std::string> words) {
  bool prints = false;
  std::string file;
  app.add_flag("--print-config", prints, "Print what is in force, as a file for --config, and end")
      ->configurable(false);
  app.add_option("--config", file, "File of settings (TOML), named as the flags are")
      ->configurable(false);
  app.get_help_ptr()->configurable(false);
  std::vector<Given> given;
  try {
    const std::vector<std::string> names = names_of(app);
    const std::string config = config_file_of(words);
    if (!config.empty()) given = given_by_file(config, names);
    for (Given& it : given_by_environment(names)) given.push_back(std::move(it));
    // The last one counts, and the command line comes last.
    for (auto it = given.rbegin(); it != given.rend(); ++it)
      words.insert(words.begin(), "--" + it->name + "=" + it->value);
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    app.parse(words);
    if (!prints) return -1;
    print_settings(app);
    return EXIT_SUCCESS;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << error.what() << place_in_error(error, given) << "\nSee --help.\n";
    return exit_wrong_input;
  }
}

}  // namespace

std::variant<Told, int> read_settings(int count, const char* const* words) {
  Told told;
  told.http.connections = 12'000;
  CLI::App app("The authledger service: keeps the ledger of insurance authorizations over HTTP");
  app.option_defaults()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->always_capture_default();
  declare_place(app, told);
  declare_front(app, told);
  declare_browsers(app, told);
  declare_identity(app, told);
  declare_provider(app, told);
  declare_limits(app, told);
  app.set_version_flag("--version", AUTHLEDGER_VERSION);
  app.get_option("--version")->configurable(false);
  app.footer(
      "Each setting may also come from the environment (AUTHLEDGER_DATA for --data) or from the\n"
      "file of --config (data = \"...\"): a flag beats the environment, which beats the file.\n"
      "Exit codes: 0 told to stop; 1 cannot listen, or a fault of our own; 2 a setting, a payer\n"
      "policy or a key is wrong; 3 the ledger cannot be opened; 70 a write did not reach the "
      "disk.");
  const int code = parse(app, {words + 1, words + count});
  if (code >= 0) return code;
  for (std::string* claim :
       {&told.identity.rules.claims.organization, &told.identity.rules.claims.facilities})
    if (*claim == "none") claim->clear();
  return told;
}

// What stands against the data directory itself is said by whoever opens it.
static std::vector<std::string> organizations_in(const std::string& data) {
  try {
    return store::organization_names(data);
  } catch (const sql::Error&) {
    return {std::string(store::main_organization)};
  }
}

// What people call the identity provider: the host of its issuer, which mostly is an address.
static std::string host_in(const std::string& issuer) {
  const auto at = issuer.find("://");
  const std::string rest = at == std::string::npos ? issuer : issuer.substr(at + 3);
  return rest.substr(0, rest.find_first_of("/:"));
}

static SignInSettings sign_in_of(const Told& told) {
  SignInSettings settings;
  settings.sign_in = told.sign_in == "off" ? SignIn::off : SignIn::required;
  settings.takes_people = told.local_sign_in;
  settings.comes_by_tls =
      !told.tls.certificate.empty() || told.browsers.redirect_url.starts_with("https://");
  if (!told.browsers.client_id.empty()) settings.provider = host_in(told.identity.rules.issuer);
  settings.sessions.idle = std::chrono::minutes(told.session_idle);
  settings.sessions.at_most = std::chrono::hours(told.session_hours);
  return settings;
}

std::optional<Settings> settings_of(const Told& told) {
  const auto address = parse_listen_address(told.listen);
  if (!address) {
    std::fprintf(stderr, "--listen is \"%s\"; it must be an address and a port, such as %s\n",
                 told.listen.c_str(), "127.0.0.1:8080");
    return std::nullopt;
  }
  const bool asks_who_it_is = !told.tls.client_ca.empty();
  if (!address->is_loopback() && !asks_who_it_is && !told.allow_remote) {
    std::fprintf(stderr,
                 "--listen is %s, which other machines may reach; listen on 127.0.0.1, ask for "
                 "certificates with --tls-client-ca, or say --allow-remote\n",
                 told.listen.c_str());
    return std::nullopt;
  }
  const SignInSettings sign_in = sign_in_of(told);
  if (sign_in.sign_in == SignIn::off && told.local_sign_in) {
    std::fprintf(stderr, "--sign-in is off, so nobody needs --local-sign-in; leave one away\n");
    return std::nullopt;
  }
  if (sign_in.sign_in == SignIn::off && (!address->is_loopback() || told.allow_remote)) {
    std::fprintf(stderr,
                 "--sign-in is off, so --listen must be an address that only this machine "
                 "reaches, such as 127.0.0.1:8080, without --allow-remote\n");
    return std::nullopt;
  }
  const auto zone = Zone::find(told.time_zone);
  if (!zone) {
    std::fprintf(stderr, "--time-zone is \"%s\", which the time zone database does not have\n",
                 told.time_zone.c_str());
    return std::nullopt;
  }
  const auto night_at = parse_time_of_day(told.night_at);
  if (!night_at) {
    std::fprintf(stderr, "--night-at is \"%s\"; it must be HH:MM, such as 02:00\n",
                 told.night_at.c_str());
    return std::nullopt;
  }
  if (const Problems problems = check_identity(told.identity); !problems.empty()) {
    say(problems);
    return std::nullopt;
  }
  ProviderSignInSettings browsers = told.browsers;
  if (const Problems problems = complete(browsers, told.identity); !problems.empty()) {
    say(problems);
    return std::nullopt;
  }
  Settings settings{*address, *zone, {.at = *night_at}, sign_in, std::move(browsers), nullptr};
  const auto organizations = organizations_in(told.data);
  auto endpoints = read_own_endpoints(told.endpoints, organizations);
  auto reminders = read_own_reminders(told.reminders, organizations);
  if (!endpoints) say(endpoints.error());
  if (!reminders) say(reminders.error());
  if (!endpoints || !reminders) return std::nullopt;
  settings.endpoints = std::move(*endpoints);
  settings.reminders = std::move(*reminders);
  if (told.tls.certificate.empty()) return settings;
  auto tls = load_tls(told.tls);
  if (!tls) {
    say(tls.error());
    return std::nullopt;
  }
  settings.tls = *tls;
  return settings;
}

void say(const Problems& problems) {
  for (const Problem& problem : problems) {
    const std::string place = problem.pointer.empty() ? "" : problem.pointer + ": ";
    std::fprintf(stderr, "%s%s\n", place.c_str(), problem.detail.c_str());
  }
}

}  // namespace authledger::server
