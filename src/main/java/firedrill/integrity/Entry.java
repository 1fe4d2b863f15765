package firedrill.integrity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the workload asks the ERP to post. */
record Entry(UUID id, String memo, List<Line> lines, Optional<Attachment> attachment) {

  public Content content() {
    return new Content(id, memo, lines, attachment.map(Attachment::sha256));
  }
}
