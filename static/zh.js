(() => {
  "use strict";
  // Streamlit has no translations of its own (streamlit#1353): its fixed words are replaced where they appear.
  if (window.zhInstalled) return;
  window.zhInstalled = true;
  document.documentElement.lang = "zh-CN";
  const WORDS = {
    "Search": "查找", "Fullscreen": "全屏", "Close fullscreen": "退出全屏", "Exit fullscreen": "退出全屏",
    "Show/hide columns": "显示或隐藏列", "Select all": "全选", "Hide all": "全部隐藏", "Show all": "全部显示",
    "Download as CSV": "下载 CSV", "No results": "没有结果", "No options to select": "没有可选项", "No options to select.": "没有可选项",
    "Sort ascending": "升序", "Sort descending": "降序", "Sort column ascending": "升序", "Sort column descending": "降序",
    "Clear sort": "取消排序", "Autosize": "自动列宽", "Pin column": "固定此列", "Unpin column": "取消固定", "Hide column": "隐藏此列",
    "Format": "格式", "Statistics": "统计", "Column statistics": "列统计", "Copy": "复制", "Copied": "已复制", "Copy to clipboard": "复制",
    "Automatic": "自动", "Localized": "本地格式", "Plain": "原样", "Compact": "缩写", "Percent": "百分比", "Scientific": "科学记数",
    "Calendar": "日历", "Distance": "距今", "Hide details": "收起", "Show details": "展开",
    "Running...": "正在计算…", "Running…": "正在计算…", "Stop": "停止", "Connecting": "正在连接…", "Connecting...": "正在连接…",
    "CONNECTING": "正在连接…", "Connection error": "连接中断", "Disconnected": "已断开", "Reconnecting": "正在重连",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "看板服务可能已停止，请联系管理员重新启动。",
    "Page not found": "没有这一页", "Running the app's main page.": "已转到首页。", "Close": "关闭", "Clear value": "清除", "Clear all": "清除",
    "Open sidebar": "展开菜单", "Close sidebar": "收起菜单", "Collapse sidebar": "收起菜单", "Expand sidebar": "展开菜单",
    "Choose an option": "请选择", "Choose options": "请选择", "Select an option": "请选择", "Select a date.": "选择日期", "open": "展开",
    "Print": "打印", "Settings": "设置", "Record a screencast": "录屏", "Main menu": "菜单", "About": "关于", "Rerun": "刷新",
    "Previous page": "上一页", "Next page": "下一页", "Previous": "上一页", "Next": "下一页", "Pagination": "翻页", "View more": "更多", "View less": "收起",
    "Increment": "增加", "Decrement": "减少", "Help": "说明", "Logo": "大走访数据看板", "Vega visualization": "走势小图", "Sidebar": "菜单", "Navigate to home page": "回到首页", "App pages": "页面", "Open": "展开", "Choose date": "选择日期", "Skip to main content": "跳到正文", "Loading...": "正在载入…", "empty": "空", "(index)": "（行号）", "Link to heading": "本节链接",
    "Upload": "选择文件", "Drag and drop files here": "松手放在这里", "Drag and drop a file here": "松手放在这里", "Add files": "再加文件", "add icon": "添加", "upload icon": "上传", "Error:": "没有收：",
    "file upload": "选择文件", "Remove file": "去掉", "Dismiss": "关闭", "Only one file is allowed.": "只能放一个文件。", "File size is too small.": "文件是空的。",
    "Unexpected error. Please try again.": "没有传上来，请再试一次。",
    "Multiselect": "多选", "Multiselect options": "可选项", "Selectbox": "单选", "Selectbox options": "可选项", "Selected values": "已选", "No options": "没有可选项",
    "All selected options have been cleared.": "已全部清除", "Suggestions": "可选项", "Show suggestions": "展开可选项", "view more": "更多", "Overflow": "更多", "Menu": "菜单",
    "Average": "平均值", "Average length": "平均长度", "Based on sample": "据抽样", "Count": "计数", "Distinct": "不同值", "Empty": "空值", "Maximum": "最大值", "Maximum length": "最大长度",
    "Median": "中位数", "Minimum": "最小值", "Minimum length": "最小长度", "Range": "范围", "Standard deviation": "标准差", "Sum": "合计", "Values": "数值", "True": "是", "False": "否",
    "Distribution histogram": "分布", "Top values frequency chart": "出现最多的值", "True/false distribution chart": "是否分布", "Copy column name": "复制列名",
    "Dataframe column menu": "列菜单", "Button action menu": "操作菜单", "Visibility": "显示", "Wrap": "换行", "No data": "暂无数据", "No content": "无内容", "Failed to load data": "数据没有载入",
    "Close Search": "关闭查找", "Next Result": "下一处", "Previous Result": "上一处", "Type to search": "输入查找", "Clear selection": "取消选择", "Add row": "加一行",
    "Accounting": "会计", "Dollar": "美元", "Euro": "欧元", "Yen": "日元", "Duration": "时长",
    "Streamlit server is not responding. Are you connected to the internet?": "与看板服务的连接已中断，请检查网络后刷新页面。", "streamlit run yourscript.py": "",
    "Connection timed out.": "与看板服务的连接超时，请检查网络后刷新页面。", "Connection timed out": "连接超时", "Network error": "网络中断", "Bad message format": "页面未能显示，请刷新重试",
    "Connection lost. Please wait for the app to reconnect, then try again.": "连接已中断，恢复后请再试一次。", "Error uploading file": "没有传上来", "Error deleting file": "没有去掉",
    "Download failed": "下载未成功，请重试", "Retry": "重试", "Try again": "重试", "Notifications": "通知", "Toolbar action": "操作", "Unknown error": "请刷新重试", "(opens in new tab)": "（在新标签页打开）",
    "Continue anyway": "继续", "Esc": "退出", "Light": "浅色", "Dark": "深色", "System": "跟随系统", "Use system setting": "跟随系统", "Theme": "外观"
  };
  const RULES = [
    [/^This app has encountered an error\..*$/s, "这里没有画出来。请刷新重试；仍然不行，请把时间和页面名称告诉管理员。"],
    [/^(\d+)(?:\.\d+)?MB per file$/, "或拖到这里，不超过 $1 MB"], [/^• [A-Z, ]+$/, ""], [/^File must be (\d+)(?:\.\d+)?MB or smaller\.$/, "超过 $1 MB，没有收。"],
    [/^Select (\d+) matches$/, "选中符合的 $1 项"], [/^You can only select up to (\d+) options?\. Remove an option first\.$/, "最多选 $1 项，请先去掉一项。"],
    [/^Connection failed with status (\d+).*$/s, "与看板服务的连接中断（$1），请刷新页面。"], [/^Cannot connect to Streamlit .*$/s, "无法连接看板服务，请联系管理员。"], [/^Cancel upload of (.+)$/, "取消上传$1"], [/^Retry upload of (.+)$/, "重新上传$1"],
    [/^(\d+) options? available\.$/, "有 $1 项可选。"], [/^(.*) files are not allowed\.$/, "不收这种文件。"], [/^Remove (.+)$/, "去掉 $1"], [/^(.+), Upload failed.*$/, "$1，没有传上来"],
    [/^Selected (.+)\. (.*)$/, "已选 $1"], [/^View (\d+) more$/, "还有 $1 项"], [/^Page (\d+)$/, "第 $1 页"], [/^Go to page (\d+)$/, "第 $1 页"],
    [/^Page (\d+) of (\d+)$/, "第 $1 页，共 $2 页"], [/^Help for (.+)$/, "$1说明"], [/^year, (.*)$/, "$1：年"], [/^month, (.*)$/, "$1：月"], [/^day, (.*)$/, "$1：日"],
    [/^(.*)\n?The page that you have requested does not seem to exist\..*$/s, "没有这一页，已转到首页。"],
    [/^You have requested page \/?(.*), but no corresponding file was found.*$/s, "没有“$1”这一页，已转到首页。"]
  ];
  const SKIP = "[data-testid=stMarkdownContainer],[data-testid=stPlotlyChart],[data-testid=stCode],table[role=grid],script,style";
  const BUT = "[data-testid=stFileUploaderDropzone] button, [role=dialog], [data-testid=stToast]"; // written by Streamlit all the same
  const say = (text) => {
    const key = text.trim();
    if (!key || !/[A-Za-z]/.test(key)) return text;
    if (Object.hasOwn(WORDS, key)) return text.replace(key, WORDS[key]);
    for (const [rule, to] of RULES) if (rule.test(key)) return key.replace(rule, to);
    return text;
  };
  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  // What Streamlit's own marks tell a screen reader wrongly: parts of the menu are no list items, an empty mark of a small chart is nothing.
  const mend = (node) => {
    if (node.matches("[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li")) node.setAttribute("role", "none");
    if (node.matches("g[role=graphics-symbol]:not([aria-label])")) node.setAttribute("aria-hidden", "true");
    // A link from one page of the house to another stays in its window: the back button returns.
    if (node.target === "_blank" && node.origin === location.origin) node.removeAttribute("target");
  };
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement && node.parentElement.closest(SKIP) && !node.parentElement.closest(BUT)) return;
      const said = say(node.data);
      if (said !== node.data) node.data = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    mend(node);
    for (const name of ATTRIBUTES) {
      const was = node.getAttribute(name);
      if (was) { const said = say(was); if (said !== was) node.setAttribute(name, said); }
    }
    for (const child of node.childNodes) visit(child);
  };
  visit(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit); else visit(change.target);
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
})();
