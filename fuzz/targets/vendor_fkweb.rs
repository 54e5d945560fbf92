//! Any bytes read as an FkWeb request.
#![no_main]

use hadir_fuzz::terminals::check_message;
use hadir_intake::vendors::{self, FkHeaders};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for request_code in ["realtime_glog", "realtime_enroll_data", "send_cmd_result"] {
        let headers = FkHeaders { request_code, dev_id: "FK0001", trans_id: "1", blk_no: "" };
        check_message(&vendors::fkweb(&headers, bytes), bytes);
    }
});
