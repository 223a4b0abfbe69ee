// authledgerd: the service. Opens the ledger, listens, and ends when it is told to.
//
// Exit codes: 0 told to stop; 1 cannot listen, or a fault of our own; 2 a flag, a payer policy or a
// key is wrong; 3 the ledger cannot be opened; 70 a write did not reach the disk; 75 another
// process writes to the ledger.
//
// SIGTERM and SIGINT finish what is in flight and end it; SIGHUP reloads payer policies, keys,
// endpoints and reminders.
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include "engine/store/api_keys.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/payers_folder.hpp"
#include "server/access.hpp"
#include "server/gate.hpp"
#include "server/http.hpp"
#include "server/log.hpp"
#include "server/organization.hpp"
#include "server/reload.hpp"
#include "server/service_manager.hpp"
#include "server/settings.hpp"
#include "server/startup.hpp"

namespace authledger::server {
namespace {

constexpr int exit_fault = 1;
constexpr int exit_wrong_input = 2;
constexpr int exit_no_ledger = 3;
constexpr int exit_try_again = 75;  // EX_TEMPFAIL of sysexits.h
constexpr int exit_broken_disk = 70;

constexpr std::size_t most_sign_ins_waiting = 32;  // about twenty seconds of hashing

constexpr std::size_t most_exchanges = 4;  // with the identity provider, at once

constexpr std::size_t descriptors_for_the_rest = 64;  // the ledger, the log, files being read

// Nobody knows what is on the disk after a failed write: the process ends without answering, and
// the next start reads what is there.
[[noreturn]] void end_without_answering(const std::string& why) {
  spdlog::critical("the ledger could not be written, so this process ends: {}", why);
  spdlog::shutdown();
  std::_Exit(exit_broken_disk);
}

HttpLimits within_descriptors(HttpLimits limits) {
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t left = descriptors > 2 * descriptors_for_the_rest
                               ? descriptors - descriptors_for_the_rest
                               : descriptors / 2;
  limits.connections = std::min(limits.connections, left);
  return limits;
}

using Ledgers = std::vector<std::unique_ptr<Ledger>>;

// What the service keeps, open to be written. Throws as DataDirectory::open_to_write.
Ledgers open_ledgers(const std::string& data, int checkpoint_pages) {
  Ledgers ledgers;
  for (std::string& name : store::organization_names(data))
    ledgers.push_back(std::make_unique<Ledger>(std::move(name), data, checkpoint_pages));
  return ledgers;
}

void say_that_nobody_can_sign_in(const Told& told, const Settings& settings,
                                 const Ledgers& ledgers) {
  if (settings.sign_in.sign_in == SignIn::off)
    return spdlog::warn("sign-in is off: whoever reaches {} may do everything",
                        to_text(settings.address));
  if (!told.identity.rules.issuer.empty() || told.local_sign_in) return;  // with these
  for (const auto& ledger : ledgers)
    if (store::all_keys(*ledger->connect_to_read()).empty())
      spdlog::warn(
          "{} has no keys, so nobody can sign in; stop the service and make one with "
          "authledger keys create",
          ledger->name());
}

// Without a file of its own an organization has none of them.
template <class T>
T own(const std::map<std::string, T>& all, const std::string& organization) {
  const auto found = all.find(organization);
  return found == all.end() ? T{} : found->second;
}

// Null: it was named and cannot be read, which has been said.
std::shared_ptr<const Console> console_of(const Told& told) {
  const std::string folder = told.console.empty() ? console_beside_program() : told.console;
  if (folder.empty()) {
    spdlog::info("there is no console beside the program; the service works without it");
    return std::make_shared<const Console>();
  }
  auto console = read_console(folder);
  if (console) return std::make_shared<const Console>(std::move(*console));
  say(console.error());
  return nullptr;
}

// Of the main organization, whose first administrator comes with the first start.
std::optional<store::OneTimeLink> welcome_to(Ledger& main, const Settings& settings) {
  if (!settings.sign_in.takes_people) return std::nullopt;
  return main.welcome_administrator();
}

std::shared_ptr<SignInDesk> desk_of(const Settings& settings,
                                    const std::shared_ptr<AsideThreads>& passwords,
                                    ProviderSignIn* browsers,
                                    const std::shared_ptr<AsideThreads>& exchanges) {
  auto desk = std::make_shared<SignInDesk>();
  desk->settings = settings.sign_in;
  desk->passwords = [passwords](std::function<void()> task) {
    return passwords->submit(std::move(task));
  };
  desk->provider = browsers;
  desk->exchanges = [exchanges](std::function<void()> task) {
    return exchanges->submit(std::move(task));
  };
  return desk;
}

void serve(const Told& told, const Settings& settings, std::shared_ptr<const PolicyBook> book,
           std::shared_ptr<const Console> console, Ledgers& ledgers) {
  for (const auto& ledger : ledgers) {
    ledger->use(own(settings.reminders, ledger->name()));
    ledger->make_ready(*book, settings.zone);
  }
  say_that_nobody_can_sign_in(told, settings, ledgers);
  const auto welcome = welcome_to(*ledgers.front(), settings);
  std::optional<IdentityProvider> provider;
  Gate gate(settings.sign_in.sign_in, machine_time);
  gate.use(settings.sign_in);
  if (!told.identity.rules.issuer.empty())
    gate.trust(provider.emplace(told.identity, KeyPatience{}));
  const auto handle = [&](Request& request, const Responder& respond) {
    gate.handle(request, respond);
  };
  HttpServer http(settings.address, within_descriptors(told.http), handle, settings.tls);
  http.stop_on_signals();
  std::optional<ProviderSignIn> browsers;
  if (provider && !settings.browsers.client_id.empty())
    browsers.emplace(settings.browsers, *provider);
  const auto passwords = std::make_shared<AsideThreads>(1, most_sign_ins_waiting);
  const auto exchanges =
      std::make_shared<AsideThreads>(browsers ? most_exchanges : 0, most_sign_ins_waiting);
  std::vector<std::unique_ptr<Organization>> organizations;
  std::vector<Organization*> all;
  for (const auto& ledger : ledgers) {
    organizations.push_back(std::make_unique<Organization>(
        *ledger,
        OrganizationSettings{
            told.writer, settings.night, own(settings.endpoints, ledger->name()),
            desk_of(settings, passwords, browsers ? &*browsers : nullptr, exchanges)},
        book, http, end_without_answering));
    all.push_back(organizations.back().get());
    all.back()->api().show(console);
    gate.add(ledger->name(), all.back()->api(), ledger->connect_to_read());
    if (browsers) browsers->add(ledger->name(), all.back()->writer());
  }
  const ServiceManager manager;
  http.on_farewell([&all, &manager] {
    manager.stopping();
    for (Organization* it : all) it->api().vitals().health.drain();
  });
  Reloader reloader({told.payers, settings.tls ? std::optional(told.tls) : std::nullopt, book,
                     told.endpoints, told.reminders},
                    http, all);
  http.on_hangup([&reloader, &provider] {
    reloader.request();
    if (provider) provider->reload();
  });
  book.reset();  // the APIs and the reloader hold it for as long as it is in force
  const std::string place = std::string(settings.tls ? "https" : "http") + "://" +
                            to_text(ListenAddress{settings.address.host, http.port()});
  std::printf("listening on %s\n", place.c_str());
  if (welcome)
    std::printf("the first to sign in sets a password, once, until %s: %s%s\n",
                to_text(welcome->expires_at).c_str(), place.c_str(),
                store::path_of(*welcome).c_str());
  std::fflush(stdout);
  manager.ready();
  http.run();
  reloader.stop();
  passwords->stop();
  exchanges->stop();
  for (Organization* it : all) it->stop();
  for (const auto& ledger : ledgers) ledger->enter_in_audit("stop");
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
  auto console = console_of(told);
  if (!console) return exit_wrong_input;
  Ledgers ledgers;
  try {
    ledgers = open_ledgers(told.data, static_cast<int>(told.checkpoint_pages));
  } catch (const store::LockHeld& error) {
    std::fprintf(stderr, "cannot open the ledger: %s\n", error.what());
    return exit_try_again;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cannot open the ledger: %s\n", error.what());
    return exit_no_ledger;
  }
  try {
    serve(told, *settings, std::make_shared<const PolicyBook>(std::move(*book)), std::move(console),
          ledgers);
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
