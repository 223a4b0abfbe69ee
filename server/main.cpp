// authledgerd: the service. Opens the ledger, listens, and ends when it is told to.
//
// Exit codes: 0 told to stop; 1 cannot listen, or a fault of our own; 2 a flag, a payer policy or a
// key is wrong; 3 the ledger cannot be opened; 70 a write did not reach the disk.
//
// SIGTERM and SIGINT finish what is in flight and end it; SIGHUP reloads payer policies and keys.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "server/api.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/http_tls.hpp"
#include "server/log.hpp"
#include "server/reload.hpp"
#include "server/startup.hpp"
#include "server/writer.hpp"

namespace authledger::server {
namespace {

constexpr int exit_fault = 1;
constexpr int exit_wrong_input = 2;
constexpr int exit_no_ledger = 3;
constexpr int exit_broken_disk = 70;

constexpr std::size_t most_connections = 12'000;
constexpr std::size_t descriptors_for_the_rest = 64;  // the ledger, the log, files being read

struct Flags {
  std::string data, payers, listen;
  std::string time_zone = "America/New_York";
  std::string log_level = "info";
  bool allow_remote = false;
  TlsFiles tls;  // certificate empty: in the clear
};

void declare(CLI::App& app, Flags& flags) {
  app.add_option("--data", flags.data, "Directory of the ledger; created when it is not there")
      ->required();
  app.add_option("--payers", flags.payers, "Folder of payer policies, one folder a payer")
      ->required();
  app.add_option("--listen", flags.listen, "HOST:PORT, such as 127.0.0.1:8080; port 0: any free")
      ->required();
  app.add_option("--time-zone", flags.time_zone,
                 "Zone of the facility \"main\" that an empty register gets")
      ->capture_default_str();
  app.add_option("--log-level", flags.log_level, "How much to log, to standard error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
  app.add_flag("--allow-remote", flags.allow_remote,
               "Listen on an address that other machines reach. There is no authentication yet: "
               "whoever reaches the port reads and writes everything, unless --tls-client-ca asks "
               "for a certificate");
  auto* const certificate = app.add_option(
      "--tls-certificate", flags.tls.certificate,
      "Speak TLS with this certificate (PEM, with those that lead to its authority)");
  auto* const key = app.add_option("--tls-key", flags.tls.key, "The key of it (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--tls-client-ca", flags.tls.client_ca,
                 "Only for clients with a certificate of one of these authorities (PEM)")
      ->needs(certificate);
}

struct Settings {
  ListenAddress address;
  Zone zone;
  std::shared_ptr<const Tls> tls;  // null: in the clear
};

void say(const Problems& problems) {
  for (const Problem& problem : problems) {
    const std::string place = problem.pointer.empty() ? "" : problem.pointer + ": ";
    std::fprintf(stderr, "%s%s\n", place.c_str(), problem.detail.c_str());
  }
}

// None: said why on standard error.
std::optional<Settings> settings_of(const Flags& flags) {
  const auto address = parse_listen_address(flags.listen);
  if (!address) {
    std::fprintf(stderr, "--listen is \"%s\"; it must be an address and a port, such as %s\n",
                 flags.listen.c_str(), "127.0.0.1:8080");
    return std::nullopt;
  }
  const bool asks_who_it_is = !flags.tls.client_ca.empty();
  if (!address->is_loopback() && !asks_who_it_is && !flags.allow_remote) {
    std::fprintf(stderr,
                 "--listen is %s, which other machines may reach, and there is no authentication "
                 "yet; listen on 127.0.0.1, ask for certificates with --tls-client-ca, or say "
                 "--allow-remote\n",
                 flags.listen.c_str());
    return std::nullopt;
  }
  const auto zone = Zone::find(flags.time_zone);
  if (!zone) {
    std::fprintf(stderr, "--time-zone is \"%s\", which the time zone database does not have\n",
                 flags.time_zone.c_str());
    return std::nullopt;
  }
  if (flags.tls.certificate.empty()) return Settings{*address, *zone, nullptr};
  auto tls = load_tls(flags.tls);
  if (tls) return Settings{*address, *zone, *tls};
  say(tls.error());
  return std::nullopt;
}

// Nobody knows what is on the disk after a failed write: the process ends without answering, and
// the next start reads what is there.
[[noreturn]] void end_without_answering(const std::string& why) {
  spdlog::critical("the ledger could not be written, so this process ends: {}", why);
  spdlog::shutdown();
  std::_Exit(exit_broken_disk);
}

void make_ready(sql::Connection& writer, const PolicyBook& book, const Zone& zone, Clock& clock) {
  if (enter_first_facility(writer, zone, clock))
    spdlog::info(
        "the register was empty: entered the facility \"main\" in {}; change it with PUT "
        "/v1/facilities/main",
        zone.name());
  const std::size_t restated = restate_under(book, writer, clock);
  spdlog::info("restated {} open episodes that stood under other policies", restated);
}

HttpLimits limits() {
  HttpLimits limits;
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t left = descriptors > 2 * descriptors_for_the_rest
                               ? descriptors - descriptors_for_the_rest
                               : descriptors / 2;
  limits.connections = std::min(most_connections, left);
  return limits;
}

void serve(const Flags& flags, const Settings& settings, std::shared_ptr<const PolicyBook> book,
           store::DataDirectory& data) {
  Clock clock(machine_time);
  make_ready(data.writer(), *book, settings.zone, clock);
  std::unique_ptr<Api> api;
  const auto handle = [&](const Request& request, const Responder& respond) {
    api->handle(request, respond);
  };
  HttpServer http(settings.address, limits(), handle, settings.tls);
  http.stop_on_signals();
  Writer writer(data.writer(), clock, {}, end_without_answering);
  ChangeRoom changes(data.connect_to_read());
  writer.tell_of_commits(changes.bell());
  writer.answer_through([&http](std::function<void()> answers) { http.post(std::move(answers)); });
  api = std::make_unique<Api>(book, data.connect_to_read(), writer, clock, changes);
  Reloader reloader({flags.payers,
                     settings.tls ? std::optional(flags.tls) : std::nullopt, book->fingerprint},
                    http, *api, writer);
  http.on_hangup([&reloader] { reloader.request(); });
  book.reset();  // the API holds it for as long as it is in force
  std::printf("listening on %s://%s\n", settings.tls ? "https" : "http",
              to_text(ListenAddress{settings.address.host, http.port()}).c_str());
  std::fflush(stdout);
  http.run();
  reloader.stop();
  writer.stop();
  spdlog::info("stopped; everything that was acknowledged is on disk");
}

int run(const Flags& flags) {
  const auto settings = settings_of(flags);
  if (!settings) return exit_wrong_input;
  auto book = store::read_payers_folder(flags.payers);
  if (!book) {
    say(book.error());
    return exit_wrong_input;
  }
  std::optional<store::DataDirectory> data;
  try {
    data.emplace(store::DataDirectory::open_to_write(flags.data));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cannot open the ledger: %s\n", error.what());
    return exit_no_ledger;
  }
  try {
    serve(flags, *settings, std::make_shared<const PolicyBook>(std::move(*book)), *data);
  } catch (const sql::Error& error) {
    end_without_answering(error.what());
  } catch (const std::exception& error) {
    spdlog::critical("{}", error.what());
    return exit_fault;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace authledger::server

int main(int count, char** words) {
  CLI::App app("The authledger service: keeps the ledger of insurance authorizations over HTTP");
  authledger::server::Flags flags;
  authledger::server::declare(app, flags);
  CLI11_PARSE(app, count, words);
  authledger::server::start_log(flags.log_level);
  return authledger::server::run(flags);
}
