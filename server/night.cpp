#include "server/night.hpp"

#include "engine/store/audit.hpp"

namespace authledger::server {

std::vector<store::DueNight> Nights::due(sql::Connection& reader, Instant now) const {
  const sql::Transaction view(reader);
  return store::due_nights(reader, settings_.at, now);
}

std::size_t Nights::episodes_left(sql::Connection& reader, const store::DueNight& due) {
  const sql::Transaction view(reader);
  return store::episodes_left(reader, due);
}

Write Nights::step(const store::DueNight& due, NightProgress& progress) const {
  const std::size_t most = settings_.episodes_per_step;
  return {[due, most, book = book_, &progress](sql::Connection& connection, Instant now) {
            const auto step = store::restate_some_of_night(connection, *book(), due, now, most);
            progress.is_done = step.night.done_at.has_value();
            progress.episodes = step.night.episodes;
            progress.damaged += step.damaged;
            progress.seen += step.seen;
            progress.packets += step.packets;
            progress.unbuilt += step.unbuilt;
            if (progress.is_done) {
              store::AuditEntry entry = store::local_entry(now, "night", "service", "facility");
              entry.record_id = due.facility;
              store::append_audit(connection, entry);
            }
            return Response{};
          },
          most};
}

}  // namespace authledger::server
