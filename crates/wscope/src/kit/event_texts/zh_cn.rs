//! 简体中文.

mod failure;
mod file_fault;
mod wire;

use std::borrow::Cow;

use self::failure::failed;
use self::wire::{closed, connection_lost, fragments, hung_up, stepped};
use crate::kit::format::{duration, size};
use crate::kit::os_reason::os_reason;
use payload::visible::visible;
use session::{RecordedEvent, SettingsFault, Tally};

pub(super) use self::wire::{close_fault, close_meaning, close_name, frame_fault, refused};

pub(super) fn event(event: &RecordedEvent) -> Cow<'static, str> {
    use RecordedEvent as E;
    match event {
        E::Connecting { address } => format!("正在连接 {address}").into(),
        E::Opened => "已连接".into(),
        E::ClosedByUs { frame } => hung_up(frame.as_ref()).into(),
        E::ClosedByPeer { frame } => closed(frame.as_ref()).into(),
        E::Step(step) => stepped(step).into(),
        E::Fragments { message, count, .. } => fragments(*message, *count).into(),
        E::Gap { micros } => format!("连接中断 {}：服务器在此期间发送的消息不在列表中", duration(*micros)).into(),
        E::Probed(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "延迟测试：发送 {sent}，已返回 {back}，丢失 {lost}，重复 {duplicated}，乱序 {reordered}，内容被改 {altered}"
        )
        .into(),
        E::RoundTrip { micros } => format!("{} 后收到 pong", duration(*micros)).into(),
        E::Failed { address, cause, .. } => failed(address, cause).into(),
        E::NothingThere { address, .. } => format!(
            "{address} 尚无 WebSocket 服务器监听。请启动一个服务器（例如 echo-server），\
             或在上方输入其他地址后点击“连接”"
        )
        .into(),
        E::Lost { cause, .. } => connection_lost(cause).into(),
        E::OverBudget { bytes } => {
            format!("一条 {} 的消息未保留：超过内存上限。可在“设置”中提高上限", size(*bytes)).into()
        }
        E::Unreadable => "此行的内容在文件中，但已无法读取：文件被截断或修改".into(),
        E::Settings(trouble) => settings_trouble(trouble).into(),
        E::Unknown(event) => format!("其他版本 wscope 的事件：{}", visible(event.name())).into(),
    }
}

fn settings_trouble(trouble: &SettingsFault) -> String {
    match trouble {
        SettingsFault::SetAside { place } => {
            format!("无法读取已保存的设置。原设置已移至 {place}，之后将保存新设置")
        }
        SettingsFault::Newer => {
            "已保存的设置来自更高版本的 wscope，不会被修改：此处的更改不会保存".to_owned()
        }
        SettingsFault::NotSaved { why } => format!("无法保存设置：{}", os_reason(why)),
    }
}
