package firedrill.component.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas and saved resources as people really have them: which test holds which of the cases that
 * public reports were boiled down to.
 */
class RescueCasesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stale beside emptied | injection.ChosenOrOpenTest#staleBesideEmptied",
        "stale beside rebuilding | injection.ChosenOrOpenTest#staleBesideRebuilding",
        "not listed | injection.ChosenOrOpenTest#notListed",
        "clock skew | injection.ChosenOrOpenTest#clockSkew",
        "accept is global | injection.ChosenOrOpenTest#acceptIsPerReplica",
        "all failed | injection.ChosenOrOpenTest#allFailed",
        "salvaged | injection.ChosenOrOpenTest#salvagedIsNotGood",
        "head before its birth | injection.ChosenOrOpenTest#headBeforeItsBirth",
        "expansion pending | injection.ChosenOrOpenTest#expansionPending",
        "expansion pending: the warning | saved.SavedFileTest#said",
        "encrypted, 1.12 | injection.ChosenOrOpenTest#encrypted",
        "backing image | injection.ChosenOrOpenTest#backingImage",
        "restored or cloned | replica.LenientReaderTest#onlyAParent",
        "old engine | replica.LenientReaderTest#oldEngine",
        "emptied volume.meta | replica.LenientReaderTest#lostVolumeMeta",
        "emptied metadata of a layer | replica.LenientReaderTest#lostLayerMeta",
        "head of 0 bytes | replica.LenientReaderTest#emptiedLayer",
        "Head is empty | replica.LenientReaderTest#neverFilled",
        "Rebuilding, only replica | injection.ChosenOrOpenTest#onlyOneRebuilding",
        "Error, only replica | replica.ReplicaDirectoryTest#a_recorded_error_is_refused",
        "temporary files | replica.LeftoversTest#temporaryFiles",
        "first moment of a snapshot | replica.LeftoversTest#nextHeadIsMade",
        "second moment of a snapshot | replica.LeftoversTest#oldHeadIsLeft",
        "interrupted revert | replica.LeftoversTest#interruptedRevert",
        "unknown field | replica.LenientReaderTest#oldEngine",
        "not ext4: the backup volume | saved.RetrievalTest#otherContent",
        "not ext4: chosen | injection.ContentOfAnyKindTest#chosen",
        "not ext4: Method D | injection.ContentOfAnyKindTest#recovered",
        "not ext4, LUKS: Method D | injection.ContentOfAnyKindTest#refused",
        "lost layer: the way out | replica.LostLayerTest#snapshotGone",
        "renamed replica | injection.RenamedReplicaTest#newer",
        "older than the accident: stale | saved.RestoreTest#aStaleOneIsPutBackAsFailed",
        "older than the accident: deleted | saved.RestoreTest#aMissingDirectory",
        "older than the accident: moved | saved.RestoreTest#newerElsewhere",
        "Volume without Replicas | saved.VolumesForThemselvesTest#oneVolumeWithoutReplicas",
        "one-time instructions | saved.SavedFileTest#kubectlJson",
        "node renamed | saved.RestoreTest#renamedNode",
        "engine or backing image absent | saved.RestoreTest#absentImages",
        "no Engine saved, saved while rebuilding | saved.SavedFileTest#missing",
        "other formats: json | saved.SavedFileTest#kubectlJson",
        "other formats: yaml | saved.SavedFileTest#kubectlYaml",
        "other formats: Velero | saved.SavedFileTest#velero",
        "other formats: system backup | saved.SavedFileTest#systemBackup",
        "Method D, LUKS content | injection.WrongTargetTest#encryptedContent",
        "Method D, saved as encrypted | injection.WrongTargetTest#encryptedOrOtherEngine",
        "Method D, XFS | injection.ContentOfAnyKindTest#recovered",
        "Method D, access mode, data locality | injection.WrongTargetTest#otherTraits",
        "YAML alias | saved.SavedFileTest#alias",
        "heads go round | injection.WrongReplicaTest#headsGoRound",
        "leftover of a snapshot | injection.WrongReplicaTest#leftOverOfASnapshot",
        "named head lost | injection.WrongReplicaTest#namedHeadIsLost",
        "old volume.meta, equal stale one | injection.WrongReplicaTest#staleOneVouchesForNothing",
        "rebuild has begun | injection.WrongReplicaTest#rebuildHasBegun",
        "unused head | injection.WrongReplicaTest#unusedHead",
        "file names only some | injection.WrongReplicaTest#namesOnlySome",
        "Replica of no volume | saved.PartialFileTest#whoseReplica",
        "packed or renamed files | injection.WrongReplicaTest#somethingLiesThere",
        "clocks of before a cut | injection.WrongReplicaTest#clocksOfBeforeTheCut",
        "volume called after a date | injection.WrongReplicaTest#calledAfterADate",
        "restored copy | injection.WrongReplicaTest#restoredCopy",
        "backing image, volume.meta lost | injection.WrongReplicaTest#savedBackingImage",
        "backing image, derived | replica.BackingKindsTest#derivedFromReadable",
        "backing image cut short | replica.BackingKindsTest#cutShort",
        "marks survive derive | replica.BackingKindsTest#derivedKeepsMarks",
        "somebody's files | replica.MergeOwnershipTest#somebodys",
        "another replica's merge | replica.MergeOwnershipTest#anotherReplicas",
        "other backing image on resume | replica.MergeOwnershipTest#otherBackingImage",
        "copy without times | replica.CopiedTest"
            + "#a_copy_without_its_times_is_doubted_when_no_block_of_zeros_is_left_in_it",
        "cut off: tar | saved.CutOffTest#tar",
        "cut off: zip | saved.CutOffTest#zip",
        "cut off: YAML | saved.CutOffTest#yaml",
        "live migration | saved.CutOffTest#migration",
        "trailing bytes | replica.AsTheEngineReadsTest#behindTheEnd",
        "only one, file too old | injection.OnlyOneFuzzTest#neverTheOneLeftBehind",
        "partner of a rebuild | injection.RebuildsTest#partnerIsNotHere",
        "younger snapshot aside | replica.DoubtsTest#youngerAside",
        "a few holes, unknown | replica.FileSourceTest"
            + "#one_that_calls_all_of_it_data_and_has_not_allocated_it_does_not_know_its_holes",
        "beyond 8 TiB | replica.BlockSetTest#beyondEightTebibytes"
      })
  @DisplayName("each case that people met is held by a test that runs")
  void isHeld(String row) throws Exception {
    List<String> test = List.of(row.split(" \\| ")[1].split("#"));
    Class<?> holder = Class.forName(getClass().getPackageName() + "." + test.get(0));
    Method method =
        Arrays.stream(holder.getDeclaredMethods())
            .filter(m -> m.getName().equals(test.get(1)))
            .findFirst()
            .orElseThrow(() -> new AssertionError(row + ": there is no such test"));
    assertThat(
            method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class))
        .as(row + " is a test")
        .isTrue();
    assertThat(method.isAnnotationPresent(org.junit.jupiter.api.Disabled.class))
        .as(row + " is disabled")
        .isFalse();
  }
}
