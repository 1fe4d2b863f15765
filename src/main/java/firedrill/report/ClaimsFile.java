package firedrill.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.claims.ClaimResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes {@code reports/runs/<run>/claims.json}: what one run showed of each claim. */
final class ClaimsFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ClaimsFile() {}

  static void write(Path file, String run, List<ClaimResult> results) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("run", run);
    ArrayNode claims = root.putArray("claims");
    for (ClaimResult r : results) {
      ObjectNode claim = claims.addObject();
      claim.put("claim", r.claim().id()).put("outcome", r.outcome().key());
      claim.put("text", r.claim().text().en());
      claim.put("document", r.claim().source().document());
      claim.put("section", r.claim().source().section());
      r.evidence().forEach(claim.withArray("evidence")::add);
      r.seenIn().forEach(claim.withArray("otherAnswerSeenIn")::add);
      if (r.outcome().isDecided()) {
        claim.put("seenBothWays", r.isSeenBothWays());
      }
      if (!r.claim().note().isBlank()) {
        claim.put("note", r.claim().note().en());
      }
      if (r.unknown()) {
        claim.put("unknown", true);
      }
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    JSON.writerWithDefaultPrettyPrinter().writeValue(aside.toFile(), root);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
