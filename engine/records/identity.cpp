#include "engine/records/identity.hpp"

#include <algorithm>
#include <vector>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

// The base letter of the letters with accents of Latin-1 and Latin Extended-A, whose UTF-8 starts
// with the bytes C3, C4 and C5; a dot where there is none.
constexpr std::string_view latin_c3 =
    "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";
constexpr std::string_view latin_c4 =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll";
constexpr std::string_view latin_c5 =
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

char base_letter(unsigned char lead, unsigned char next) {
  const std::size_t at = next - 0x80U;
  if (next < 0x80 || at >= 64) return '.';
  return lead == 0xC3 ? latin_c3[at] : lead == 0xC4 ? latin_c4[at] : latin_c5[at];
}

// Small letters without accents; apostrophes vanish, every other mark parts words. Letters of other
// scripts stay as they are.
std::string plain_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(name[i]);
    if (c >= 0xC3 && c <= 0xC5 && i + 1 < name.size()) {
      const char letter = base_letter(c, static_cast<unsigned char>(name[++i]));
      if (letter != '.') out += letter;
    } else if (c == 0xE2 && name.substr(i).starts_with("\xE2\x80\x99")) {
      i += 2;  // a typographic apostrophe
    } else if (c == '\'') {
      continue;
    } else if (is_letter_or_digit(name[i]) || c >= 0x80) {
      out += name[i];
    } else {
      out += ' ';
    }
  }
  return lower(out);
}

std::vector<std::string> name_words(std::string_view name) {
  constexpr std::string_view titles[]{"mr", "mrs", "ms", "miss", "dr", "jr", "sr", "ii", "iii"};
  std::vector<std::string> words;
  const std::string plain = plain_name(name);
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find(' ', at), plain.size());
    std::string one = plain.substr(at, end - at);
    if (!one.empty() && std::find(std::begin(titles), std::end(titles), one) == std::end(titles))
      words.push_back(std::move(one));
    at = end + 1;
  }
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return words;
}

bool same_word(const std::string& one, const std::string& other) {
  return one == other || (one.size() == 1 && other.starts_with(one)) ||
         (other.size() == 1 && one.starts_with(other));
}

bool name_fits(const Member& member, const PatientIdentity& patient) {
  if (same_person_name(member.name, patient.name)) return true;
  return std::any_of(patient.other_names.begin(), patient.other_names.end(),
                     [&](const std::string& name) { return same_person_name(member.name, name); });
}

std::string described(std::string_view name, const std::optional<Date>& born) {
  return (name.empty() ? "somebody unnamed" : std::string(name)) +
         (born ? ", born " + to_text(*born) : "");
}

IdentityCheck check_patient(const Member& member, const PatientIdentity& patient) {
  if (patient.name.empty() && !patient.birth_date) {
    // A bare reference counts when it is the member's own id.
    const auto is_id = [&](const std::string& id) {
      return !id.empty() &&
             (patient.key == "Patient/" + id ||
              std::find(patient.ids.begin(), patient.ids.end(), id) != patient.ids.end());
    };
    if (is_id(member.id) || is_id(member.plan_member_id))
      return {Identity::same, "the document names the member's id", std::nullopt};
    return {Identity::not_stated, "the document does not say who the patient is", std::nullopt};
  }
  const std::string both = "the document is about " + described(patient.name, patient.birth_date) +
                           "; the member is " + described(member.name, member.birth_date);
  if (patient.birth_date && member.birth_date && patient.birth_date != member.birth_date)
    return {Identity::different, both, std::nullopt};
  if (patient.name.empty())
    return {Identity::not_stated, "the document does not name the patient", std::nullopt};
  if (!name_fits(member, patient)) return {Identity::different, both, std::nullopt};
  return {Identity::same, both, std::nullopt};
}

IdentityCheck check_one_of_several(const Member& member,
                                   const std::vector<PatientIdentity>& patients,
                                   const ClinicalRecord& record) {
  IdentityCheck refused{Identity::different,
                        "the document is about " + std::to_string(patients.size()) + " people",
                        std::nullopt};
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < patients.size(); ++i)
    if (check_patient(member, patients[i]).result == Identity::same) fitting.push_back(i);
  const bool all_say_whom =
      std::none_of(record.items.begin(), record.items.end(),
                   [](const RecordItem& item) { return item.subject.empty(); });
  if (fitting.size() != 1 || !all_say_whom) return refused;
  return {Identity::same, refused.why + ", one of them the member", fitting.front()};
}

}  // namespace

std::string_view word(Identity identity) {
  switch (identity) {
    case Identity::same:
      return "same";
    case Identity::not_stated:
      return "not_stated";
    case Identity::different:
      return "different";
  }
  return "";
}

bool is_key_of(const PatientIdentity& patient, std::string_view subject) {
  const std::string keys = " " + patient.key + " ";
  return !subject.empty() && keys.find(" " + std::string(subject) + " ") != std::string::npos;
}

bool may_mean(const PatientIdentity& patient, std::string_view subject) {
  for (std::string_view keys = patient.key; !keys.empty();) {
    const std::size_t blank = std::min(keys.find(' '), keys.size());
    const std::string_view key = keys.substr(0, blank);
    if (subject == key || subject.ends_with("/" + std::string(key))) return true;
    keys.remove_prefix(std::min(blank + 1, keys.size()));
  }
  return false;
}

bool same_person_name(std::string_view one, std::string_view other) {
  std::vector<std::string> fewer = name_words(one), more = name_words(other);
  if (fewer.size() > more.size()) std::swap(fewer, more);
  if (fewer.empty() || (fewer.size() == 1 && more.size() > 1)) return false;
  for (const std::string& word_ : fewer) {
    const auto match = std::find_if(more.begin(), more.end(), [&](const std::string& candidate) {
      return same_word(word_, candidate);
    });
    if (match == more.end()) return false;
    more.erase(match);
  }
  return true;
}

IdentityCheck check_identity(const Member& member, const ClinicalRecord& record) {
  if (record.documents.empty()) return {};
  const std::vector<PatientIdentity>& patients = record.documents.front().patients;
  if (patients.empty())
    return {Identity::not_stated, "the document does not say who the patient is", std::nullopt};
  if (patients.size() > 1) return check_one_of_several(member, patients, record);
  IdentityCheck check = check_patient(member, patients.front());
  if (check.result == Identity::same) check.patient = 0;
  return check;
}

ClinicalRecord only_about(ClinicalRecord record, std::size_t patient) {
  PatientIdentity kept = record.documents.front().patients[patient];
  std::erase_if(record.items,
                [&](const RecordItem& item) { return !is_key_of(kept, item.subject); });
  record.documents.front().patients = {std::move(kept)};
  return record;
}

}  // namespace authledger
