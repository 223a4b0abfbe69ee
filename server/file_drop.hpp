// A message as files in a directory that another program watches, such as a fax server's.
#pragma once

#include "server/courier.hpp"

namespace authledger::server {

// Writes "<id>.json", of a letter "<id>.html" and "<id>.txt" before it, each whole or not at all
// and for the owner alone, and returns when they are on disk. Sent again, the same files are there
// once.
Outcome drop_file(const Parcel& parcel);

}  // namespace authledger::server
