//! The disk is full. (ops-05)

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use city::{NEIGHBOUR, PARCEL, Plan};

/// A file system of a few megabytes in memory, which only root may mount.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<SmallDisk> {
        let folder = std::env::temp_dir().join(format!("tilke-disk-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            Some(SmallDisk { folder })
        } else {
            let _ = fs::remove_dir(&folder);
            None
        }
    }

    /// Writes until nothing more fits.
    fn fill(&self) -> PathBuf {
        let path = self.folder.join("filler");
        let mut file = File::create(&path).expect("a file");
        for block in [vec![0_u8; 65_536], vec![0_u8; 512]] {
            while file.write_all(&block).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
        let _ = fs::remove_dir(&self.folder);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_full_disk_nothing_is_acknowledged_and_lost_and_freeing_it_is_enough() {
    let Some(disk) = SmallDisk::mount(64) else {
        eprintln!("skipped: only root may mount a small file system");
        return;
    };
    let data: &Path = &disk.folder.join("data");
    let mut city = Plan::now().in_folder(data).open().await;
    let writer = city.writer("Aigul").await;
    let thread = writer.thread_of_parcel(PARCEL).await;
    let visitor = city.visitor();

    let filler = disk.fill();
    let mut acknowledged = Vec::new();
    // What the write-ahead file has to spare takes a few more; then it says that it is full.
    let refused = loop {
        let answer = writer.comments(&thread, &"Кудукту чогуу пайдаланабыз. ".repeat(100)).await;
        if answer.status.as_u16() != 201 {
            break answer;
        }
        acknowledged.push(answer.id());
        assert!(acknowledged.len() < 20_000, "the disk never becomes full");
    };
    assert!(matches!(refused.status.as_u16(), 503 | 507), "{refused}");
    refused.is_problem(refused.status.as_u16(), "store-full");
    visitor.reads("/health").await.is_ok();
    visitor.reads("/ready").await.is(503);
    visitor.reads(&format!("/collections/parcels/items/{NEIGHBOUR}")).await.is_ok();
    visitor.reads(&format!("/threads/{thread}")).await.is_ok();

    fs::remove_file(filler).expect("the disk is freed");
    let after = writer.comments(&thread, "There is room again.").await;
    after.is_created();
    acknowledged.push(after.id());
    visitor.reads("/ready").await.is_ok();
    city.is_killed();
    city.start().await;
    let visitor = city.visitor();
    for id in acknowledged {
        visitor.reads(&format!("/comments/{id}")).await.is_ok();
    }
    city.entries().await;
}
