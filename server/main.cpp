// authledgerd: the service. Opens the ledger, listens, and ends when it is told to.
//
// Exit codes: 0 told to stop; 1 cannot listen, or a fault of our own; 2 a flag, a payer policy or a
// key is wrong; 3 the ledger cannot be opened; 70 a write did not reach the disk; 75 another
// process writes to the ledger.
//
// SIGTERM and SIGINT finish what is in flight and end it; SIGHUP reloads payer policies and keys.
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "server/access.hpp"
#include "server/api.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/log.hpp"
#include "server/night_watch.hpp"
#include "server/reload.hpp"
#include "server/settings.hpp"
#include "server/startup.hpp"
#include "server/writer.hpp"

namespace authledger::server {
namespace {

constexpr int exit_fault = 1;
constexpr int exit_wrong_input = 2;
constexpr int exit_no_ledger = 3;
constexpr int exit_try_again = 75;  // EX_TEMPFAIL of sysexits.h
constexpr int exit_broken_disk = 70;

constexpr std::size_t descriptors_for_the_rest = 64;  // the ledger, the log, files being read

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

HttpLimits within_descriptors(HttpLimits limits) {
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t left = descriptors > 2 * descriptors_for_the_rest
                               ? descriptors - descriptors_for_the_rest
                               : descriptors / 2;
  limits.connections = std::min(limits.connections, left);
  return limits;
}

void sample_from(Vitals& vitals, const std::string& data, Writer& writer, const HttpServer& http,
                 const NightWatch& nights) {
  const std::string wal = store::ledger_file(data) + "-wal";
  vitals.samplers.emplace_back([&, wal](Sampled& sampled) {
    sampled.commits = writer.commits();
    sampled.committed_writes = writer.committed_writes();
    sampled.queued_weight = writer.queued_weight();
    std::error_code none;
    const auto size = std::filesystem::file_size(wal, none);
    sampled.wal_bytes = none ? 0 : size;
    HttpCounts counts = http.counts();
    sampled.connections = counts.connections;
    sampled.turned_away = counts.turned_away;
    sampled.refused = std::move(counts.refused);
    sampled.nights_done = nights.done();
    sampled.nights_due = nights.due();
    sampled.episodes_waiting = nights.episodes_waiting() + writer.waiting();
    sampled.last_night_at = nights.last_done_at();
  });
}

void serve(const Told& told, const Settings& settings, std::shared_ptr<const PolicyBook> book,
           store::DataDirectory& data) {
  Clock clock(machine_time);
  make_ready(data.writer(), *book, settings.zone, clock);
  std::unique_ptr<Api> api;
  const auto handle = [&](const Request& request, const Responder& respond) {
    api->handle(request, respond);
  };
  HttpServer http(settings.address, within_descriptors(told.http), handle, settings.tls);
  http.stop_on_signals();
  Writer writer(data.writer(), clock, told.writer, end_without_answering);
  ChangeRoom changes(data.connect_to_read());
  writer.tell_of_commits(changes.bell());
  writer.answer_through([&http](std::function<void()> answers) { http.post(std::move(answers)); });
  api = std::make_unique<Api>(book, data.connect_to_read(), writer, clock, changes);
  NightWatch nights(settings.night, data.connect_to_read(), writer, machine_time, book);
  sample_from(api->vitals(), told.data, writer, http, nights);
  http.on_farewell([&api] { api->vitals().health.drain(); });
  Reloader reloader({told.payers, settings.tls ? std::optional(told.tls) : std::nullopt,
                     book->fingerprint, [&nights](const auto& other) { nights.use(other); }},
                    http, *api, writer);
  http.on_hangup([&reloader] { reloader.request(); });
  book.reset();  // the API holds it for as long as it is in force
  std::printf("listening on %s://%s\n", settings.tls ? "https" : "http",
              to_text(ListenAddress{settings.address.host, http.port()}).c_str());
  std::fflush(stdout);
  http.run();
  reloader.stop();
  nights.stop();
  writer.stop();
  spdlog::info("stopped; everything that was acknowledged is on disk");
}

int run(const Told& told) {
  if (const auto access = read_access(access_document); !access) {
    say(access.error());
    return exit_fault;
  }
  const auto settings = settings_of(told);
  if (!settings) return exit_wrong_input;
  auto book = store::read_payers_folder(told.payers);
  if (!book) {
    say(book.error());
    return exit_wrong_input;
  }
  std::optional<store::DataDirectory> data;
  try {
    data.emplace(
        store::DataDirectory::open_to_write(told.data, static_cast<int>(told.checkpoint_pages)));
  } catch (const store::LockHeld& error) {
    std::fprintf(stderr, "cannot open the ledger: %s\n", error.what());
    return exit_try_again;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cannot open the ledger: %s\n", error.what());
    return exit_no_ledger;
  }
  try {
    serve(told, *settings, std::make_shared<const PolicyBook>(std::move(*book)), *data);
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
  const auto told = authledger::server::read_settings(count, words);
  if (const int* code = std::get_if<int>(&told)) return *code;
  const auto& settings = std::get<authledger::server::Told>(told);
  authledger::server::start_log(settings.log_level, settings.log_format);
  return authledger::server::run(settings);
}
