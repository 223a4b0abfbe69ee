// authledgerd: the service. Opens the ledger, listens, and ends when it is told to.
//
// Exit codes: 0 told to stop; 1 cannot listen, or a fault of our own; 2 a flag or a payer policy is
// wrong; 3 the ledger cannot be opened; 70 a write did not reach the disk.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "server/api.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/log.hpp"
#include "server/startup.hpp"
#include "server/writer.hpp"

namespace authledger::server {
namespace {

constexpr int exit_fault = 1;
constexpr int exit_wrong_input = 2;
constexpr int exit_no_ledger = 3;
constexpr int exit_broken_disk = 70;

struct Flags {
  std::string data, payers, listen;
  std::string time_zone = "America/New_York";
  std::string log_level = "info";
  bool allow_remote = false;
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
               "whoever reaches the port reads and writes everything");
}

struct Settings {
  ListenAddress address;
  Zone zone;
};

// None: said why on standard error.
std::optional<Settings> settings_of(const Flags& flags) {
  const auto address = parse_listen_address(flags.listen);
  if (!address) {
    std::fprintf(stderr, "--listen is \"%s\"; it must be an address and a port, such as %s\n",
                 flags.listen.c_str(), "127.0.0.1:8080");
    return std::nullopt;
  }
  if (!address->is_loopback() && !flags.allow_remote) {
    std::fprintf(stderr,
                 "--listen is %s, which other machines may reach, and there is no authentication "
                 "yet; listen on 127.0.0.1, or say --allow-remote\n",
                 flags.listen.c_str());
    return std::nullopt;
  }
  const auto zone = Zone::find(flags.time_zone);
  if (!zone) {
    std::fprintf(stderr, "--time-zone is \"%s\", which the time zone database does not have\n",
                 flags.time_zone.c_str());
    return std::nullopt;
  }
  return Settings{*address, *zone};
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

void serve(const Settings& settings, std::shared_ptr<const PolicyBook> book,
           store::DataDirectory& data) {
  Clock clock(machine_time);
  make_ready(data.writer(), *book, settings.zone, clock);
  std::unique_ptr<Api> api;
  HttpServer http(settings.address, {}, [&](const Request& request, const Responder& respond) {
    api->handle(request, respond);
  });
  http.stop_on_signals();
  Writer writer(data.writer(), clock, {}, end_without_answering);
  api = std::make_unique<Api>(std::move(book), data.connect_to_read(), writer, clock);
  std::printf("listening on http://%s\n",
              to_text(ListenAddress{settings.address.host, http.port()}).c_str());
  std::fflush(stdout);
  http.run();
  writer.stop();
  spdlog::info("stopped; everything that was acknowledged is on disk");
}

int run(const Flags& flags) {
  const auto settings = settings_of(flags);
  if (!settings) return exit_wrong_input;
  auto book = store::read_payers_folder(flags.payers);
  if (!book) {
    for (const Problem& problem : book.error())
      std::fprintf(stderr, "%s: %s\n", problem.pointer.c_str(), problem.detail.c_str());
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
    serve(*settings, std::make_shared<const PolicyBook>(std::move(*book)), *data);
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
