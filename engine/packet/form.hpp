// What the payer's forms ask of a packet, and what therefore stays out of it (minimum necessary).
#pragma once

#include <string>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger {

// Without a form that is known for this kind of request and care, nothing is required by it and
// nothing stays out.
struct PacketForm {
  std::vector<FormAsked> forms;      // that are for the request; of the policy book
  std::vector<ReviewItem> left_out;  // asked by none of them; only when all were seen whole

  int attachments_left_out = 0;

  bool is_known() const { return !forms.empty(); }
  bool leaves_out(ReviewItem item) const;
  // The form that wants the item; null: none does.
  const FormAsked* requiring(ReviewItem item) const;
};

std::string title_of(ReviewItem item);  // "drug screens and results"
// What is to be said beside the verdict, a sentence each; names of items, never their content.
std::vector<std::string> form_text(const PacketForm& form);

}  // namespace authledger
