// Whether a clinical document is about the member it was filed under.
//
//     check_identity(member, record)   // {different, "the document is about Ana Sample, ..."}
//
// Names are compared without case, accents, order, titles and marks; a middle name may be missing
// on one side, and an initial stands for a name. Birth dates must be equal when both are known.
#pragma once

#include <optional>
#include <string>

#include "engine/episode/facility.hpp"
#include "engine/records/clinical_record.hpp"

namespace authledger {

enum class Identity : std::uint8_t { same, not_stated, different };
std::string_view word(Identity identity);

struct IdentityCheck {
  Identity result = Identity::not_stated;
  std::string why;                     // for people; names what was compared
  std::optional<std::size_t> patient;  // which of the document's patients; of `same`
};

// A document about several people is `same` only when each item says whom it is about and exactly
// one of them is the member; see only_about().
IdentityCheck check_identity(const Member& member, const ClinicalRecord& record);

// The record less the items about other people than its n-th patient.
ClinicalRecord only_about(ClinicalRecord record, std::size_t patient);

// Whether a FHIR reference means this patient; the second, in a document about one patient, also
// when it is absolute: "https://clinic.example/fhir/Patient/1".
bool is_key_of(const PatientIdentity& patient, std::string_view subject);
bool may_mean(const PatientIdentity& patient, std::string_view subject);

bool same_person_name(std::string_view one, std::string_view other);

}  // namespace authledger
