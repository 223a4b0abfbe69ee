#include "engine/store/compartment.hpp"

#include "engine/base/json_writer.hpp"

namespace authledger::store {

bool shows_facility(const Compartment& compartment, const std::string& facility) {
  return !compartment || compartment->contains(facility);
}

bool shows_episode(sql::Connection& connection, const Compartment& compartment,
                   const std::string& episode) {
  bool is_shown = false;
  connection.run("SELECT facility FROM episode WHERE id = $1", {episode}, [&](const sql::Row& row) {
    is_shown = shows_facility(compartment, std::string(row.text(0)));
  });
  return is_shown;
}

bool shows_member(sql::Connection& connection, const Compartment& compartment,
                  const std::string& member) {
  bool has_episodes = false, is_shown = !compartment.has_value();
  if (is_shown) return true;
  connection.run("SELECT DISTINCT facility FROM episode WHERE member = $1", {member},
                 [&](const sql::Row& row) {
                   has_episodes = true;
                   is_shown |= compartment->contains(std::string(row.text(0)));
                 });
  return is_shown || !has_episodes;
}

sql::Value list_of(const Compartment& compartment) {
  if (!compartment) return {};
  JsonWriter out;
  out.begin_array();
  for (const std::string& facility : *compartment) out.value(facility);
  out.end_array();
  return std::string(out.text());
}

}  // namespace authledger::store
