#include "engine/store/wordings.hpp"

namespace authledger::store {

std::optional<StoredWording> find_wording(sql::Connection& connection, notices::Template name) {
  std::optional<StoredWording> found;
  connection.run(
      "SELECT opening, closing, signature, recorded_at, recorded_by FROM wording"
      " WHERE template = $1 ORDER BY position DESC LIMIT 1",
      {std::string(word(name))}, [&](const sql::Row& row) {
        found = StoredWording{
            {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))},
            Instant::from_microseconds(row.integer(3)),
            std::string(row.text(4))};
      });
  return found;
}

notices::Wordings wordings(sql::Connection& connection) {
  notices::Wordings all;
  for (const notices::Template name : notices::templates)
    if (auto found = find_wording(connection, name)) all.emplace(name, std::move(found->wording));
  return all;
}

void set_wording(sql::Connection& writer, notices::Template name, const notices::Wording& wanted,
                 const std::string& by, Instant now) {
  const auto before = find_wording(writer, name);
  if ((before ? before->wording : notices::Wording()) == wanted) return;
  writer.run(
      "INSERT INTO wording (position, recorded_at, recorded_by, template, opening, closing,"
      " signature) SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5, $6 FROM wording",
      {now.microseconds(), by, std::string(word(name)), wanted.opening, wanted.closing,
       wanted.signature},
      sql::ignore_rows);
}

}  // namespace authledger::store
