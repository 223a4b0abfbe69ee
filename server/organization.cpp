#include "server/organization.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/store/audit.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/reminders.hpp"
#include "server/startup.hpp"

namespace authledger::server {

Ledger::Ledger(std::string organization, const std::string& data, int checkpoint_pages)
    : name_(std::move(organization)),
      directory_(store::directory_of(data, name_)),
      data_(store::DataDirectory::open_to_write(directory_, checkpoint_pages)) {}

void Ledger::enter_in_audit(const std::string& action) {
  sql::Transaction transaction(writer());
  store::append_audit(writer(),
                      store::local_entry(clock_.tick(), action, "authledgerd", "service"));
  transaction.commit();
}

void Ledger::use(const std::vector<ReminderRule>& reminders) {
  sql::Transaction transaction(writer());
  if (!store::put_reminder_rules(writer(), reminders)) return;
  store::append_audit(writer(),
                      store::local_entry(clock_.tick(), "configure", "authledgerd", "reminders"));
  transaction.commit();
}

void Ledger::make_ready(const PolicyBook& book, const Zone& zone) {
  enter_in_audit("start");
  if (enter_first_facility(writer(), zone, clock_))
    spdlog::info(
        "{}: the register was empty: entered the facility \"main\" in {}; change it with PUT "
        "/v1/facilities/main",
        name_, zone.name());
  const std::size_t restated = restate_under(book, writer(), clock_);
  spdlog::info("{}: restated {} open episodes that stood under other policies", name_, restated);
}

std::optional<store::OneTimeLink> Ledger::welcome_administrator() {
  const std::set<std::string> roles{"admin", "biller", "front_desk", "ur_lead", "ur_reviewer"};
  sql::Transaction transaction(writer());
  const Instant now = clock_.tick();
  const auto people = store::all_people(writer());
  const bool has_somebody = std::ranges::any_of(
      people, [](const store::Person& it) { return it.password && !it.ended_at; });
  auto administrator = store::find_person_named(writer(), "administrator");
  if (has_somebody || (!people.empty() && !administrator)) return std::nullopt;
  store::AuditEntry entry = store::local_entry(now, "change", "authledgerd", "person");
  if (!administrator) {
    administrator =
        store::new_person({.name = "administrator", .roles = roles}, now, "authledgerd");
    store::enter_person(writer(), *administrator);
  }
  entry.record_id = administrator->id;
  store::append_audit(writer(), entry);
  auto link = store::make_link(writer(), name_, administrator->id, now, "authledgerd");
  transaction.commit();
  return link;
}

Organization::Organization(Ledger& ledger, const OrganizationSettings& settings,
                           const std::shared_ptr<const PolicyBook>& book, HttpServer& http,
                           std::function<void(const std::string& why)> on_broken)
    : name_(ledger.name()),
      endpoints_(settings.endpoints.digest),
      writer_(ledger.writer(), ledger.clock(), settings.writer, std::move(on_broken)),
      changes_(ledger.connect_to_read()),
      api_(
          std::make_unique<Api>(book, ledger.connect_to_read(), writer_, ledger.clock(), changes_)),
      nights_(settings.night, ledger.connect_to_read(), writer_, machine_time, book),
      spool_(ledger.directory(), writer_) {
  writer_.tell_of_commits(changes_.bell());
  writer_.answer_through([&http](std::function<void()> answers) { http.post(std::move(answers)); });
  courier_.emplace(settings.endpoints, ledger.connect_to_read(), writer_, machine_time);
  api_->use(settings.desk);
  sample_from(ledger.directory(), ledger.name() == store::main_organization, http);
}

// What concerns the process, and so every organization, is for the main one's eyes: the others see
// nothing that moves with what somebody else does.
void Organization::sample_from(const std::string& directory, bool is_main, const HttpServer& http) {
  const std::string wal = store::ledger_file(directory) + "-wal";
  api_->vitals().samplers.emplace_back([this, wal, is_main, &http](Sampled& sampled) {
    sampled.commits = writer_.commits();
    sampled.committed_writes = writer_.committed_writes();
    sampled.queued_weight = writer_.queued_weight();
    std::error_code none;
    const auto size = std::filesystem::file_size(wal, none);
    sampled.wal_bytes = none ? 0 : size;
    sampled.nights_done = nights_.done();
    sampled.nights_due = nights_.due();
    sampled.episodes_waiting = nights_.episodes_waiting() + writer_.waiting();
    sampled.last_night_at = nights_.last_done_at();
    if (!is_main) return;
    HttpCounts counts = http.counts();
    sampled.connections = counts.connections;
    sampled.turned_away = counts.turned_away;
    sampled.refused = std::move(counts.refused);
  });
}

void Organization::use(const std::shared_ptr<const PolicyBook>& book) {
  api_->use(book);
  nights_.use(book);
}

void Organization::use(Endpoints endpoints) {
  if (endpoints.digest == endpoints_) return;
  endpoints_ = endpoints.digest;
  spdlog::info("{}: notices go to {} endpoints from now on", name_, endpoints.all.size());
  courier_->use(std::move(endpoints));
}

void Organization::stop() {
  nights_.stop();
  spool_.stop();
  courier_->stop();
  writer_.stop();
}

}  // namespace authledger::server
