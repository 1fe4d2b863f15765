package firedrill.integrity;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Each attachment of an acknowledged or stored entry is there and has its SHA-256. */
final class AttachmentsMatch extends Check {
  private final History history;
  private final LedgerView view;
  private final AttachmentView files;
  private final Grace grace;

  /**
   * @param grace of entries of that time it asks nothing
   */
  AttachmentsMatch(History history, LedgerView view, AttachmentView files, Grace grace) {
    super("attachments-match(" + view.name() + ")");
    this.history = history;
    this.view = view;
    this.files = files;
    this.grace = grace;
  }

  @Override
  String look(Findings findings) throws Exception {
    Map<String, String> owners = new TreeMap<>();
    history.acked().forEach(fate -> add(owners, fate.content()));
    view.entries().forEach(stored -> add(owners, stored.content()));
    int all = owners.size();
    owners.keySet().removeAll(grace.attachments(history));
    for (Map.Entry<String, String> owner : owners.entrySet()) {
      String sha = owner.getKey();
      Optional<byte[]> bytes = files.read(sha);
      if (bytes.isEmpty()) {
        findings.add("attachment " + sha + " of " + owner.getValue() + " is missing");
      } else if (!Sha256.of(bytes.get()).equals(sha)) {
        findings.add(
            "attachment "
                + sha
                + " of "
                + owner.getValue()
                + " is corrupt: "
                + bytes.get().length
                + " B with SHA-256 "
                + Sha256.of(bytes.get()));
      }
    }
    // Zero attachments prove nothing, least that none was lost.
    if (owners.isEmpty()) {
      findings.add("no attachment was ever stored");
    }
    int late = all - owners.size();
    return owners.size()
        + " attachments"
        + (late == 0 ? "" : "; not asked for: " + late + " written " + grace);
  }

  private static void add(Map<String, String> owners, Content content) {
    content.attachment().ifPresent(sha -> owners.putIfAbsent(sha, "entry " + content.id()));
  }
}
