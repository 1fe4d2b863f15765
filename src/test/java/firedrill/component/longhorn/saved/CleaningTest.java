package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left of a resource, field by field. */
class CleaningTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String METADATA =
      "{'name':'x','labels':{'a':'b'},'finalizers':['longhorn.io'],'uid':'u','resourceVersion':'1',"
          + "'generation':2,'creationTimestamp':'t','deletionTimestamp':'t',"
          + "'deletionGracePeriodSeconds':0,'managedFields':[],'selfLink':'s',"
          + "'ownerReferences':[{'uid':'o'}]}";

  private static ObjectNode node(String text) throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
  }

  private static void cleaned(Kind kind, String spec, String left) throws Exception {
    cleaned(kind, spec, "", left);
  }

  /**
   * @param labels that Longhorn finds it by
   */
  private static void cleaned(Kind kind, String spec, String labels, String left) throws Exception {
    ObjectNode made = node("{'metadata':" + METADATA + ",'spec':" + spec + ",'status':{'s':1}}");
    assertThat(Cleaning.clean(kind, made))
        .isEqualTo(
            node(
                "{'metadata':{'name':'x','labels':{'a':'b'"
                    + (kind == Kind.VOLUME ? ",'longhornvolume':'x'" : labels)
                    + "},'finalizers':['longhorn.io'],'namespace':'longhorn-system'},'spec':"
                    + left
                    + "}"));
  }

  @Test
  @DisplayName(
      "a Volume keeps what it is, and forgets where it was attached and what was done once")
  void volume() throws Exception {
    cleaned(
        Kind.VOLUME,
        "{'size':'1','nodeID':'a','engineNodeID':'b','migrationNodeID':'c','lastAttachedBy':'d',"
            + "'fromBackup':'e','dataSource':'f','cloneMode':'g','snapshotHashingRequestedAt':'h',"
            + "'restoreVolumeRecurringJob':'enabled','encrypted':true}",
        "{'size':'1','nodeID':'','engineNodeID':'','migrationNodeID':'','lastAttachedBy':'',"
            + "'fromBackup':'','dataSource':'','cloneMode':'','snapshotHashingRequestedAt':'',"
            + "'restoreVolumeRecurringJob':'ignored','encrypted':true}");
    cleaned(Kind.VOLUME, "{'size':'1'}", "{'size':'1'}");
    cleaned(Kind.VOLUME, "{'nodeID':null,'dataSource':{'a':1}}", "{}");
  }

  @Test
  @DisplayName("an Engine is stopped, without addresses and without a restore to be done")
  void engine() throws Exception {
    cleaned(
        Kind.ENGINE,
        "{'volumeName':'v','nodeID':'a','backupVolume':'b','requestedBackupRestore':'c',"
            + "'requestedDataSource':'d','desireState':'running','salvageRequested':true,"
            + "'replicaAddressMap':{'r':'1'},'upgradedReplicaAddressMap':{'r':'1'}}",
        ",'longhornvolume':'v'",
        "{'volumeName':'v','nodeID':'','backupVolume':'','requestedBackupRestore':'',"
            + "'requestedDataSource':'','desireState':'stopped','salvageRequested':false}");
  }

  @Test
  @DisplayName("a Replica is stopped, and keeps the place of its data and how good they are")
  void replica() throws Exception {
    cleaned(
        Kind.REPLICA,
        "{'dataDirectoryName':'v-00000001','diskID':'d','nodeID':'a','failedAt':'t','healthyAt':'u',"
            + "'desireState':'running','salvageRequested':true,'migrationEngineName':'m',"
            + "'evictionRequested':true}",
        ",'longhornnode':'a','longhorndiskuuid':'d'",
        "{'dataDirectoryName':'v-00000001','diskID':'d','nodeID':'a','failedAt':'t','healthyAt':'u',"
            + "'desireState':'stopped','salvageRequested':false,'migrationEngineName':'',"
            + "'evictionRequested':false}");
    cleaned(Kind.REPLICA, "{}", "{'desireState':'stopped','salvageRequested':false}");
  }

  @Test
  @DisplayName("who is careless keeps the owners, and nothing of the status")
  void careless() throws Exception {
    ObjectNode left =
        Cleaning.careless(
            node("{'metadata':" + METADATA + ",'spec':{'nodeID':'a'},'status':{'s':1}}"));
    assertThat(left)
        .isEqualTo(
            node(
                "{'metadata':{'name':'x','labels':{'a':'b'},'finalizers':['longhorn.io'],"
                    + "'ownerReferences':[{'uid':'o'}]},'spec':{'nodeID':'a'}}"));
  }

  @Test
  @DisplayName("other kinds are not saved")
  void others() {
    assertThatThrownBy(() -> cleaned(Kind.NODE, "{}", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NODE is not saved");
  }
}
