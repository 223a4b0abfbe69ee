// Clinical records in JSON, as they are read: for people who check what was understood.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/records/clinical_record.hpp"

namespace authledger::json {

void write_record(JsonWriter& out, const ClinicalRecord& record);
void write_tag(JsonWriter& out, consent::Tag tag);  // left out of what is ordinary
void write_item(JsonWriter& out, const RecordItem& item);
void write_source(JsonWriter& out, const Source& source);
void write_conflict(JsonWriter& out, const Conflict& conflict);
void write_record_problem(JsonWriter& out, const RecordProblem& problem);
void write_record_date(JsonWriter& out, std::string_view name,
                       const std::optional<RecordDate>& date);

}  // namespace authledger::json
